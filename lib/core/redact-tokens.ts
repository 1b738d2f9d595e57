/** Secrets that are known by their looks, wherever they stand. */
const rules: [kind: string, looks: RegExp][] = [
  ['AWS access key', /(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{12,}(?:[\s,;:|"']{1,8}[A-Za-z0-9/+]{16,})?/g],
  ['AWS session token', /(?:FwoGZXIvYXdz|IQoJb3JpZ2lu)[A-Za-z0-9/+=%]*/g],
  ['AWS API key', /ABSK[A-Za-z0-9+/=]{40,}/g],
  ['JSON web token', /eyJ[\w-]{10,}(?:\.[\w-]*){0,5}/g],
  ['GitHub token', /gh[pousr]_[A-Za-z0-9]{16,}|github_pat_\w{16,}/g],
  ['GitLab token', /gl(?:pat|ptt|dt|rt|cbt|oas|soat|ft|imt|agent)-[\w.-]{16,}/g],
  ['Slack token', /xox[a-z](?:\.xox[a-z])?-[\w-]{6,}|xapp-\d-[\w-]{6,}/g],
  ['npm token', /npm_[A-Za-z0-9]{20,}/g],
  ['PyPI token', /pypi-Ag[\w-]{14,}/g],
  ['Stripe key', /(?:[srp]k_(?:live|test)|whsec)_\w{8,}/g],
  ['Google key', /AIza[\w-]{20,}|ya29\.[\w-]{16,}|GOCSPX-[\w-]{16,}|1\/\/0[\w-]{20,}/g],
  ['Docker token', /dckr_[po]at_[\w-]{16,}/g],
  ['SendGrid key', /SG\.[\w-]{16,}(?:\.[\w-]*)?/g],
  ['Vault token', /hv[sbr]\.[\w-]{20,}/g],
  ['Azure secret', /8Q~[\w.~-]{30,}/g],
  ['API key', /(?<=^|[^A-Za-z0-9]|\\[nrt])sk-(?=[\w-]{0,30}\d)[\w-]{20,}|NRAK-[A-Z0-9]{20,}|PMAK-[\w-]{20,}/g],
  ['API key', /lin_api_\w{16,}|AGE-SECRET-KEY-1\w{20,}|\d{8,10}:AA[\w-]{30,}|oy2[a-z0-9]{40,}/g],
  ['token', /dapi[0-9a-f]{32}|do[oprt]_v1_\w{16,}|shp(?:at|ca|pa|ss)_\w{16,}|ATATT3[\w=-]{20,}|ATBB\w{24,}/g],
  ['token', /rubygems_\w{20,}|sntr[yu]s_[\w=+/-]{16,}|dp\.(?:pt|st|ct|sa|scim|audit)\.[\w.]{20,}/g],
  ['token', /pscale_(?:tkn|pw|oauth)_[\w.-]{16,}|sbp_\w{20,}|hf_[A-Za-z]{20,}|glsa_\w{20,}|glc_[\w=]{20,}/g],
  ['token', /CCIPAT_\w{16,}|pul-[a-f0-9]{40}|[A-Za-z0-9]{14}\.atlasv1\.[\w-]{20,}/g],
  ['webhook', /hooks\.slack(?:-gov)?\.com\/(?:services|workflows|triggers)\/[^\s"'<>`[]+/g],
  ['webhook', /(?:discord(?:app)?\.com\/api\/webhooks|webhook\.office\.com)\/[^\s"'<>`[]+/g],
];

export function withoutTokens(text: string): string {
  return rules.reduce((rest, [kind, looks]) => rest.replace(looks, `[redacted: ${kind}]`), text);
}
