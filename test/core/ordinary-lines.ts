/** Lines that a reader needs to see what failed; none holds a secret. */
export const ordinaryLines: string[] = `
NPM_TOKEN: unbound variable
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
13   password?: string | undefined;
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
`
  .trim()
  .split('\n');
