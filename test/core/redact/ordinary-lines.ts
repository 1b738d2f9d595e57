/** Lines without a secret that a reader needs to find the failure. */
export const ordinaryLines: string[] = `
NPM_TOKEN: unbound variable
[~] AWS::SecretsManager::Secret DbSecret DbSecret685A0FA5
 └─ [~] .SecretArn:
debug1: Server host key: ssh-ed25519 SHA256:AbCdEf0123456789AbCdEf0123456789AbCdEf01234
fatal: could not read Password for 'https://ci@github.com': No such device or address
::add-mask::***
printf 'token=%s\\n' "$TOKEN"
+ printf 'Deploying %s to %s\\n' shop-api-v2 production
  password: <%= ENV["DB_PASSWORD"] %>
variable "db_password" {
config.get("token", fallback)
...sword is sharp
bash: line 3: API_KEY: unbound variable
DB_PASSWORD: parameter not set
SECRET_KEY: readonly variable
PASSWORD: command not found
./deploy.sh: line 12: DB_PASSWORD: Set it in the project's environment
TOKEN: bad substitution
/bin/sh: GITHUB_TOKEN: parameter not set
Error: password: required
password is required
"password": ["can't be blank"]
"token": "must be provided"
api_key: field required
token: malformed
secret: resource not found
error: token expired
jwt expired
TokenExpiredError: jwt expired
JsonWebTokenError: invalid signature
ExpiredTokenException: The security token included in the request is expired
InvalidClientTokenId: The security token included in the request is invalid
UnrecognizedClientException: The security token included in the request is invalid.
AuthorizationHeaderMalformed: The authorization header is malformed; the region 'us-east-1' is wrong
MissingAuthenticationToken: Request is missing Authentication Token
InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our records.
SignatureDoesNotMatch: The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.
An error occurred (AccessDeniedException) when calling the GetSecretValue operation: User is not authorized to perform: secretsmanager:GetSecretValue
User is not authorized to perform: ssm:GetParametersByPath on resource: arn:aws:ssm:eu-central-1:111122223333:parameter/prod/token
is not authorized to perform: sts:GetSessionToken
is not authorized to perform: kms:Decrypt on key/7b1e7a52-3a0a-4f7e-8f0f-0c5f3c1d9a11
ecr:GetAuthorizationToken on resource: * because no identity-based policy allows the ecr:GetAuthorizationToken action
codeartifact:GetAuthorizationToken denied
Error: secret "db-credentials-v2" not found
couldn't find key DB_PASSWORD in Secret default/app-secrets-v2
MountVolume.SetUp failed for volume "token-volume" : secret "app-token-2" not found
secret/db-credentials created
secret/db-password configured
default-token-abcde   kubernetes.io/service-account-token   3      5d
db-secret             Opaque                                2      5d
token-service-7d9f8b6c5-x2v4q   1/1     Running   0          5d
deployment.apps/token-service image updated
acme/token-service    1.2.3     3f786850e387   5 days ago   120MB
docker build --secret id=npmrc .
docker build --secret id=aws,src=/root/.aws/credentials .
docker buildx build --secret type=env,id=TOKEN .
RUN --mount=type=secret,id=npm_token npm ci
--- PASS: TestSeparator (0.03s)
--- PASS: TestUTF8Parser10 (0.00s)
    --- PASS: TestToken/refresh_2 (0.00s)
PASS: tests/foo2.sh
PASS: test-utf8.sh 3
# pass 12
Result: PASS
PASS=5 WARN=0 ERROR=0 SKIP=0 TOTAL=5
pass: 12, fail: 0
PASS src/auth/token.test.ts (5.2 s)
FAIL src/password-reset.spec.ts
✓ refreshes the token (12 ms)
✕ rejects a wrong password (3 ms)
● token service › refreshes
  1) password policy rejects short ones:
test_password_reset_token ... ok
test auth::token::tests::it_expires ... FAILED
FAILED tests/test_secrets.py::test_token_hex - AssertionError: assert 3 == 4
tests/test_password.py::TestPassword::test_hash PASSED [ 42%]
com.acme.auth.TokenServiceTest > refresh() FAILED
[ERROR] TokenServiceTest.refresh:42 expected:<1> but was:<2>
expect(received).toBe(expected) // token
AssertionError [ERR_ASSERTION]: token should be set
const token: string = 5;
12   token: string;
13   password?: string;
   secret: Option<String>,
let token = jwt::encode(&header, &claims)?;
error[E0425]: cannot find value token in this scope
error[E0308]: mismatched types: expected &str, found String for token
    password: String,
error: field password is never read
src/auth.ts(12,5): error TS2339: Property 'token' does not exist on type 'Session'.
error TS2741: Property 'password' is missing in type '{ user: string; }' but required in type 'Login'.
    const secret = await getSecret(name);
    token = req.headers.authorization
    password = os.getenv("DB_PASSWORD")
    this.token = token;
    self.password = password
    token: props.token,
    token: accessToken,
    secret = config.get('secret')
    if (token === undefined) throw new Error('no token');
    if token != expected {
tokens.map((token) => token.id)
func (s *Server) Token(ctx context.Context) (string, error)
undefined: tokenFromHeader
./token.go:12:5: undefined: parseToken
cannot use token (variable of type string) as []byte value
error: cannot find symbol symbol: variable secretKey
NameError: name 'api_key' is not defined
KeyError: 'DB_PASSWORD'
AttributeError: 'NoneType' object has no attribute 'token'
TypeError: Cannot read properties of undefined (reading 'accessToken')
ImportError: cannot import name 'token_hex' from 'secrets'
ModuleNotFoundError: No module named 'tokenizers'
Collecting tokenizers==0.19.1
Downloading tokenizers-0.19.1-cp311-cp311-manylinux_2_17_x86_64.whl (3.6 MB)
passlib==1.7.4
"js-tokens": "^4.0.0",
"jsonwebtoken": "9.0.2",
"cookie-parser": "~1.4.6",
password-hash = "0.5.0"
secrecy = "0.8.0"
cookiecutter: 2.1.1
jsonwebtoken   9.0.2   9.0.3
python-secrets  21.5.0
Compiling secrecy v0.8.0
Compiling cookie v0.18.1
Installing azure-keyvault-secrets (4.8.0)
[INFO] Downloading com.acme:token-api:1.2.3
[INFO] --- secrets-maven-plugin:1.2.3:check (default) @ app ---
implementation("com.nimbusds:oauth2-oidc-sdk:11.10")
password: \${{ secrets.DB_PASSWORD }}
token: \${GITHUB_TOKEN}
token: $(cat token)
export NPM_TOKEN=$NPM_TOKEN
--password "$DB_PASSWORD"
password: process.env.DB_PASSWORD
password = var.db_password
password = random_password.db.result
secret_key = local.secret_key
  + password = (sensitive value)
  + token    = (known after apply)
password: !Ref DbPassword
MasterUserPassword: '{{resolve:secretsmanager:db:SecretString:password}}'
Authorization: Bearer $TOKEN
Authorization: ***
DB_PASSWORD=********
DB_PASSWORD:  <set to the key 'password' in secret 'db'>  Optional: false
AWS_SESSION_TOKEN=[MASKED]
TOKEN_URL=https://auth.acme.example/oauth/token
SECRET_NAME=prod/db
PASSWORD_FILE=/run/secrets/db
TOKEN_EXPIRES_IN=3600
CREDENTIALS_FILE=/root/.aws/credentials
COOKIE_SECURE=true
token_endpoint: https://auth.acme.example/token
token_type: Bearer
"credsStore": "ecr-login"
credential.helper=store
credentials: same-origin
grant_type=authorization_code
TOKENIZERS_PARALLELISM=false
max_tokens=4096
completion_tokens: 512
tokens per second: 12.5
cache key: npm-3f786850e387550fdab836ed7e6dc881de23001b
Cache restored from key: linux-node-modules-3f786850e387550f
restore-keys: linux-npm-
primary key: id
PARTITION_KEY=tenant
public key: MIGfMA0GCSqGSIb3DQEB
KMS_KEY_ID=alias/aws/s3
kms key: arn:aws:kms:eu-central-1:111122223333:key/7b1e7a52-3a0a-4f7e-8f0f-0c5f3c1d9a11
The key pair 'prod' does not exist
Host key verification failed.
gpg: key 1234567890ABCDEF: public key "Acme <a@acme.example>" imported
apt-key: command not found
Key 'build' not found
SHA256:uNiVztksCsDhcc0u9e8BgrJXVGLlGLWmDsNGxTpYf2I
x-amz-request-id: 4442587FB7D0A2F9
RequestId: 7b1e7a52-3a0a-4f7e-8f0f-0c5f3c1d9a11, HostId: unknown
ETag: "d41d8cd98f00b204e9800998ecf8427e"
nextToken: undefined
Unexpected token u in JSON at position 0
Parse error: unexpected token "}"
ERROR: Unknown token: 'foo'
unexpected token: IDENTIFIER
Invalid token at line 3
Secret detection: no leaks found
gitleaks: no leaks found in 12 commits
leaks found: 0
The secret scan passed
Using credentials from environment
Found credentials in environment variables.
Unable to locate credentials. You can configure credentials by running "aws configure".
Could not load credentials from any providers
no basic auth credentials
denied: Your authorization token has expired. Reauthenticate and try again.
unauthorized: authentication required
remote: Invalid username or password.
fatal: Authentication failed for 'https://github.com/acme/app.git/'
fatal: could not read Username for 'https://github.com': terminal prompts disabled
Permission denied (publickey,password).
sudo: a password is required
ERROR 1045 (28000): Access denied for user 'app'@'10.0.0.1' (using password: YES)
ORA-01017: invalid username/password; logon denied
Login failed for user 'sa'.
MongoServerError: Authentication failed.
NOAUTH Authentication required.
WRONGPASS invalid username-password pair or user is disabled.
psql: error: fe_sendauth: no password supplied
Warning: Using a password on the command line interface can be insecure.
WARNING! Using --password via the CLI is insecure. Use --password-stdin.
Login Succeeded
docker login -u AWS --password-stdin 111122223333.dkr.ecr.eu-central-1.amazonaws.com
docker run --rm -p 8080:80 -u 1000:1000 acme/token-service:1.2.3
mkdir -p build/output
curl -u "$USER:$TOKEN" https://nexus.internal
mysql -h db -u root -p app
ssh -p 2222 deploy@host
psql -h db -p 5432 -U app
cp -p a b && tar -xpf c.tar
git push https://github.com/acme/app.git HEAD:main
npm http fetch GET 200 https://registry.acme.example:4873/@acme%2ftoken 12ms
http://localhost:3000/@fs/src/main.ts
redis://cache:6379/0
postgres://db.internal:5432/app
https://acme.example/reset?token=:token
s3://acme-artifacts/app/SourceArti/k3Jd82x.zip
CMD ["node", "token.js"]
ENV PASSWORD_MIN_LENGTH 12
ARG NPM_TOKEN
Step 4/9 : ARG GITHUB_TOKEN
[Warning] One or more build-args [NPM_TOKEN] were not consumed
SecretsUsedInArgOrEnv: Do not use ARG or ENV instructions for sensitive data (ARG "NPM_TOKEN") (line 3)
PWD: command not found
OLDPWD: unbound variable
PWD=/codebuild/output/src123
/codebuild/output/src1/tokens/password.ts
Action token-service failed in stage secrets
Deploy password-policy to prod: succeeded
rotate-secrets: 3 of 4 done
Merge pull request #12 from acme/fix-token-refresh
Fix password reset (#123)
feat(auth): rotate the token every 15 minutes
chore: bump jsonwebtoken from 9.0.2 to 9.0.3
Revert "Remove secret scanning"
otp: 26.2.1
Erlang/OTP 26 [erts-14.2] [source] [64-bit]
pin: 13
passed: 12, failed: 1
1st pass: 12 files
error: Secret "prod/db" could not be found
Secret: prod/db
SecretId: prod/db
secretName: app-tls-2024
  secretName: db-credentials
  secretKeyRef: {name: db, key: password}
      secretKeyRef:
        name: db-credentials
        key: password
valueFrom: arn:aws:secretsmanager:eu-central-1:1:secret:db-AbCdEf:password::
    - name: DB_PASSWORD
      valueFrom:
        secretKeyRef:
Using token: <redacted>
token: [REDACTED]
Token: (hidden)
password=<hidden>
password=xxxxxxxx
password=....
api_key: "\${API_KEY}"
password: "{{ vault_db_password }}"
password: "%DB_PASSWORD%"
password: <%= ENV['DB_PASSWORD'] %>
password: !vault |
--token $TOKEN --url https://x
--token-file /var/run/token
--password-file=/run/secrets/db
-var="db_password=$DB_PASSWORD"
password_hash: bcrypt
PasswordEncoder: bcrypt
cipher: aes-256-gcm
signing_algorithm: HS256
SECRET_ENGINE=kv-v2
vault kv get secret/app
vault secrets enable -path=kv kv-v2
aws secretsmanager get-secret-value --secret-id prod/db --query SecretString --output text
aws ssm get-parameter --name /prod/db/password --with-decryption
An error occurred (ResourceNotFoundException) when calling the GetSecretValue operation: Secrets Manager can't find the specified secret.
An error occurred (ParameterNotFound) when calling the GetParameter operation:
Error: Error acquiring the state lock: ConditionalCheckFailedException
Lock Info:   ID:        7b1e7a52-3a0a-4f7e-8f0f-0c5f3c1d9a11
jest-worker: token 12 of 40
Tokens: 1,234 in, 567 out
total tokens: 4096
rate limit: 5000 tokens/min
parser error at token 42
syntax error near unexpected token 'newline'
syntax error near unexpected token \`fi'
bash: syntax error near unexpected token \`('
Unexpected token '}' at line 5
JSON.parse: unexpected token at line 1 column 2
ParseError: Expected ';' but found token "foo2"
lexer: unknown token "@foo2bar3"
src/lexer.rs:12: token Ident2 not handled
test password_is_hashed ... ok
test result: ok. 12 passed; 0 failed
password.spec.ts:42:13
ok 12 - token is refreshed after 5m
not ok 3 - password: rejects "abc"
# Subtest: secret rotation
    ✓ should return 401 for invalid token (5 ms)
    ✗ token.refresh > throws (12ms)
Scenario: user resets password # features/password.feature:12
AssertionError: expected 'token' to equal 'secret'
Expected: "password"
Expected token: "a", got "b"
+ token: "expired"
- token: "valid"
-  "password": "required",
+  "password": "too short",
error TS2345: Argument of type '{ password: string; token: number; }' is not assignable
error TS2322: Type 'string | undefined' is not assignable to type 'Secret'.
error[E0599]: no method named token2 found for struct Auth
   |     let secret = Secret::new(value);
   |         ^^^^^^ help: if this is intentional, prefix it with an underscore: _secret
12 |   const password = req.body.password;
   |         ^^^^^^^^
warning: unused variable: token
warning: field is never read: secret
  = note: expected reference &Token found reference &str
cannot infer type for token
undefined reference to getToken()
auth.go:12:9: cannot use cfg.Token (type string) as type []byte
./main.go:10: token declared and not used
AttributeError: module 'secrets' has no attribute 'token_hex2'
    password = serializers.CharField(write_only=True)
    token = models.CharField(max_length=64)
    api_key: str = Field(...)
    secret: SecretStr
    @password_required
def test_token(token):
E       assert token == 'abc'
E       AssertionError: password
>       raise ValueError("password must be set")
RuntimeError: Missing API key: set OPENAI_API_KEY
openai.error.AuthenticationError: No API key provided.
Error: API key not valid. Please pass a valid API key.
Please set the GITHUB_TOKEN environment variable
Warning: NPM_TOKEN is not set
Environment variable NPM_TOKEN (set in .npmrc) not found
npm warn Unknown env config "_auth-token". This will stop working
npm error need auth This command requires you to be logged in to https://registry.npmjs.org/
npm error code ENEEDAUTH
npm ERR! 401 Unauthorized - GET https://npm.pkg.github.com/@acme%2fapp - authentication token not provided
yarn: Invalid authentication (as an anonymous user)
HTTP 401: Bad credentials
{"message":"Bad credentials","documentation_url":"https://docs.github.com/rest"}
{"error":"invalid_token","error_description":"The access token expired"}
{"error":"invalid_client","error_description":"Client authentication failed"}
error=invalid_grant&error_description=bad+token
WWW-Authenticate: Bearer realm="https://auth.docker.io/token",service="registry.docker.io"
Authorization header is missing
authorization: required
Cookie "theme" has been rejected
Set-Cookie header is ignored
Access-Control-Allow-Headers: Authorization, Content-Type
Vary: Cookie, Accept-Encoding
x-amz-id-2: eftixk72aD6Ap51TnqcoF8eFidJG9Z/2mkiDFu8yU9AS1ed4OpIszj7UDNEHGran
VersionId: 3sL4kqtJlcpXroDTDmJ.rmSpXd3dIbrHY
s3://bucket/app/BuildArtif/k3Jd82x
CodeBuild build app:7b1e7a52-3a0a-4f7e-8f0f-0c5f3c1d9a11
i-0abcdef1234567890 subnet-0abcdef1234567890 sg-0abcdef1234567890
ami-0abcdef1234567890
Task arn:aws:ecs:eu-central-1:1:task/prod/3f786850e387550fdab836ed7e6dc881
d-ABCDEF123 deployment failed
app-Function-1ABCDEF2GHIJK3
StackId: arn:aws:cloudformation:eu-central-1:1:stack/app/7b1e7a52
integrity: sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==
checksum = "3f786850e387550fdab836ed7e6dc881de23001b3f786850e387550fdab836ed"
go.sum: github.com/a/b v1.2.3 h1:jUeBtG0Ih+ZIFH0F4UkmL9w3cSpaMv9tYYDbzILP8dY=
ghcr.io/acme/app:sha-3f78685
commit 3f786850e387550fdab836ed7e6dc881de23001b (HEAD -> main, origin/main)
index 3f78685..89abcde 100644
diff --git a/src/token.ts b/src/token.ts
@@ -12,7 +12,7 @@ export function token(
rename src/{password.ts => secret.ts} (95%)
 src/auth/token.ts | 12 ++++----
 token-service/pom.xml | 2 +-
 create mode 100644 secrets/README.md
Auto-merging src/token.ts
CONFLICT (content): Merge conflict in src/token.ts
coverage: token.ts | 85.71 | 75 | 100 | 85.71 | 12-14
 password.ts        |   85.71 |       75 |     100 |   85.71 | 12-14
 All secrets.ts     |     100 |      100 |     100 |     100 |
dist/token-CkT9x1aB.js   12.34 kB │ gzip: 4.56 kB
assets/index-BqR8sT2u.css   1.2 kB
webpack: asset secret.3f786850.js 12 KiB
node:internal/modules/cjs/loader:1148
Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'jsonwebtoken' imported from /app/token.js
Image acme/secret-manager:v2.3.1 not found
pod/token-refresher-28391040-x7k2p  0/1  Error  0  5m
Warning  FailedMount  pod/app  MountVolume.SetUp failed for volume "secrets-store" : rpc error: code = Unknown
E1129 10:00:00.123456       1 token.go:42] failed to refresh
I1129 10:00:00 secret_manager.go:12] syncing secret default/app-v2
Normal  Pulled  Successfully pulled image "acme/token:1.2.3" in 1.2s
helm upgrade app ./chart --set image.tag=1.2.3,secret.name=app-v2
terraform: aws_secretsmanager_secret.db: Creating...
aws_secretsmanager_secret_version.db: Creation complete after 1s [id=arn:aws:secretsmanager:eu-central-1:1:secret:db-AbCdEf|terraform-2024]
random_password.db: Creation complete after 0s [id=none]
  # random_password.db will be created
  + resource "random_password" "db" {
      + length      = 32
      + special     = true
  ~ secret_string = (sensitive value)
kms:Decrypt on resource: arn:aws:kms:eu-central-1:1:key/x
Policy: secretsmanager:GetSecretValue, ssm:GetParameter
Action: secretsmanager:GetSecretValue
"Action": "secretsmanager:GetSecretValue",
"Action": ["ssm:GetParameters", "secretsmanager:ListSecrets"]
"Effect": "Deny", "Action": "sts:GetFederationToken"
Resource handler returned message: "Invalid request provided: The password must contain 8 characters" (RequestToken: 7b1e7a52-3a0a-4f7e-8f0f-0c5f3c1d9a11, HandlerErrorCode: InvalidRequest)
ClientRequestToken: Console-CreateStack-7b1e7a52-3a0a-4f7e-8f0f-0c5f3c1d9a11
(Service: Lambda, Status Code: 403, Request ID: 7b1e7a52-3a0a-4f7e-8f0f-0c5f3c1d9a11) (SDK Attempt Count: 1)
Task failed: pass=false
pass: true
second pass: optimizing
[pass 2/3] building
passphrase required
Enter passphrase for key '/root/.ssh/id_rsa':
Identity added: /root/.ssh/id_rsa (ci@acme)
Load key "/root/.ssh/id_rsa": invalid format
debug1: Offering public key: /root/.ssh/id_ed25519 ED25519 SHA256:nThbg6kXUpJWGl7E1IGOCspRomTxdCARLviKw6E5SY8
git@github.com: Permission denied (publickey).
key: value
key=value
"key": "value"
sort key: createdAt
api key id: 12
The author key is 12
duplicate key error collection: app.users index: email_1 dup key: { email: "a@b.c" }
ERROR: duplicate key value violates unique constraint "pk_users"
redis: WRONGTYPE Operation against a key holding the wrong kind of value
hash mismatch: expected sha256-abc123, got sha256-def456
license: MIT
license key not found
auth: none
auth=iam
auth method: approle
vault: sealed
sentry release 1.2.3
datadog agent 7.50.3
Datadog: flushing 12 series
heroku: Building source
Netlify build 5f3c2a1b9d8e7f6a5b4c3d2e succeeded
telegram: 400 Bad Request: chat not found
twilio error 20003
okta: user not assigned
sonar: Quality Gate FAILED
snyk: 3 vulnerabilities found
notion sync: 12 pages
session id: 12
Session ID: sess-42
sid=42
seed=1234567
--seed 42
Randomized with seed 12345
nonce: 42
salt: 12 rounds
ParameterKey=DbPassword,UsePreviousValue=true
Credentials: Local, environment variables
CKV_SECRET_6: "Base64 High Entropy String"
SECRET_BACKEND=aws
Cannot exceed quota for AccessKeysPerUser: 2
gpg: Signature made Mon 30 Nov 2026 using RSA key 1F2E3D4C5B6A79880F1E2D3C4B5A69788F7E6D5C
| 3/7 | CREATE_COMPLETE | AWS::SecretsManager::Secret | Db/Secret (DbSecret685A0FA5)
`
  .trim()
  .split('\n');
