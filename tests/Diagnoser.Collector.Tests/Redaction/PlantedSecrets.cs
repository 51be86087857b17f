namespace Diagnoser.Collector.Tests.Redaction;

/// <summary>A made-up secret of each format. Drawn anew in each run from the same seed, so that no file holds what looks like a real one.</summary>
internal static class PlantedSecrets
{
    private const string Small = "abcdefghijklmnopqrstuvwxyz";
    private const string Capital = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const string Digit = "0123456789";
    private const string Hex = "0123456789abcdef";
    private const string Letters = Small + Capital;
    private const string Mixed = Letters + Digit;
    private const string Word = Mixed + "_-";
    private const string Base64 = Mixed + "+/";

    /// <summary>Those that are known by themselves, wherever they stand: the rule, the text that holds one, and the secret in it.</summary>
    public static IReadOnlyList<Planted> Alone { get; } = [.. Known()];

    /// <summary>Those that are known by what stands beside them.</summary>
    public static IReadOnlyList<Planted> Beside { get; } = [.. Named()];

    private static IEnumerable<Planted> Known()
    {
        var random = new Random(20261130);
        string Of(string alphabet, int length) => new(random.GetItems<char>(alphabet, length));
        Planted Whole(string rule, string secret) => new(rule, secret, secret);
        Planted In(string rule, string before, string secret, string after = "") => new(rule, before + secret + after, secret);

        yield return Whole("aws-key", "AKIA" + Of(Capital + "234567", 16));
        yield return Whole("aws-key", "ASIA" + Of(Capital + "234567", 16));
        yield return Whole("random", "aB3" + Of(Mixed + "/+", 30) + "9xY8zW7");
        yield return Whole("gcp-key", "AIza" + Of(Word, 35));
        yield return Whole("gcp-token", "ya29." + Of(Word, 60));
        yield return Whole("gcp-secret", "GOCSPX-" + Of(Mixed, 28));
        yield return In("private-key", """{"type":"service_account","private_key":""" + '"', $"-----BEGIN PRIVATE KEY-----\\n{Of(Base64, 64)}\\n{Of(Base64, 40)}\\n-----END PRIVATE KEY-----", "\\n\"}");
        yield return Whole("azure-secret", "aB3" + "8Q~" + Of(Mixed, 34));
        yield return In("signature", "https://acme.blob.core.windows.net/c/b?sv=2022-11-02&sr=b&sig=", Of(Mixed, 40) + "%3D");
        yield return In("signature", "https://prod-1.westeurope.logic.azure.com:443/workflows/1/triggers/manual/paths/invoke?api-version=2016-06-01&sig=", Of(Word, 43));
        yield return Whole("github-token", "ghp_" + Of(Mixed, 36));
        yield return Whole("github-token", "gho_" + Of(Mixed, 36));
        yield return Whole("github-token", "ghs_" + Of(Mixed, 36));
        yield return Whole("github-token", "github_pat_" + Of(Mixed, 22) + "_" + Of(Mixed, 59));
        yield return Whole("gitlab-token", "glpat-" + Of(Word, 20));
        yield return Whole("gitlab-token", "glrt-" + Of(Word, 20));
        yield return Whole("slack-token", $"xoxb-{Of(Digit, 12)}-{Of(Digit, 12)}-{Of(Mixed, 24)}");
        yield return Whole("slack-token", $"xapp-1-A{Of(Capital, 10)}-{Of(Digit, 12)}-{Of(Hex, 64)}");
        yield return In("slack-webhook", "https://hooks.slack.com/", $"services/T{Of(Capital, 8)}/B{Of(Capital, 8)}/{Of(Mixed, 24)}");
        yield return In("teams-webhook", "https://acme.webhook.office.com/", $"webhookb2/{Of(Hex, 32)}@{Of(Hex, 32)}/IncomingWebhook/{Of(Hex, 32)}/{Of(Hex, 32)}");
        yield return In("discord-webhook", "https://discord.com/api/webhooks/", $"{Of(Digit, 18)}/{Of(Word, 68)}");
        yield return Whole("stripe-key", "sk_live_" + Of(Mixed, 24));
        yield return Whole("stripe-key", "rk_test_" + Of(Mixed, 24));
        yield return Whole("stripe-key", "whsec_" + Of(Mixed, 32));
        yield return Whole("twilio-key", "SK" + Of(Hex, 32));
        yield return Whole("sendgrid-key", $"SG.{Of(Word, 22)}.{Of(Word, 43)}");
        yield return Whole("mailgun-key", "key-" + Of(Hex, 32));
        yield return Whole("mailchimp-key", Of(Hex, 32) + "-us14");
        yield return Whole("npm-token", "npm_" + Of(Mixed, 36));
        yield return Whole("pypi-token", "pypi-" + Of(Word, 80));
        yield return Whole("docker-hub-token", "dckr_pat_" + Of(Word, 27));
        yield return Whole("vault-token", "hvs." + Of(Word, 90));
        yield return Whole("terraform-token", $"{Of(Mixed, 14)}.atlasv1.{Of(Mixed, 67)}");
        yield return Whole("digitalocean-token", "dop_v1_" + Of(Hex, 64));
        yield return Whole("new-relic-key", "NRAK-" + Of(Capital + Digit, 27));
        yield return Whole("new-relic-key", Of(Hex, 32) + "FFFFNRAL");
        yield return Whole("grafana-token", $"glsa_{Of(Mixed, 32)}_{Of(Hex, 8)}");
        yield return Whole("grafana-token", "glc_" + Of(Base64, 60));
        yield return Whole("ai-key", "sk-proj-" + Of(Word, 48));
        yield return Whole("ai-key", "sk-ant-api03-" + Of(Word, 93));
        yield return Whole("ai-key", "sk-" + Of(Mixed, 48));
        yield return Whole("hugging-face-token", "hf_" + Of(Letters, 34));
        yield return Whole("telegram-token", $"{Of("123456789", 9)}:AA{Of(Word, 33)}");
        yield return Whole("shopify-token", "shpat_" + Of(Hex, 32));
        yield return Whole("square-token", "sq0atp-" + Of(Word, 22));
        yield return Whole("heroku-key", "HRKU-" + Of(Word, 60));
        yield return Whole("atlassian-token", "ATATT3" + Of(Word, 180));
        yield return Whole("databricks-token", "dapi" + Of(Hex, 32));
        yield return Whole("doppler-token", "dp.pt." + Of(Mixed, 43));
        yield return Whole("linear-key", "lin_api_" + Of(Mixed, 40));
        yield return Whole("postman-key", $"PMAK-{Of(Hex, 24)}-{Of(Hex, 34)}");
        yield return Whole("gem-token", "rubygems_" + Of(Hex, 48));
        yield return Whole("sentry-token", "sntrys_" + Of(Base64, 80));
        yield return Whole("pulumi-token", "pul-" + Of(Hex, 40));
        yield return Whole("tailscale-key", $"tskey-auth-{Of(Mixed, 16)}-{Of(Mixed, 30)}");
        yield return Whole("jwt", $"eyJ{Of(Word, 30)}.eyJ{Of(Word, 60)}.{Of(Word, 43)}");
        yield return Whole("private-key", $"-----BEGIN RSA PRIVATE KEY-----\n{Of(Base64, 64)}\n{Of(Base64, 64)}\n-----END RSA PRIVATE KEY-----");
        yield return Whole("private-key", $"-----BEGIN OPENSSH PRIVATE KEY-----\n{Of(Base64, 70)}\n-----END OPENSSH PRIVATE KEY-----");
        yield return In("url-password", "postgres://app:", Of(Small, 11), "@db:5432/shop");
        yield return In("url-password", "amqp://guest:", Of(Small, 5) + "/" + Of(Small, 8), "@rabbit:5672/");
        yield return In("url-password", "https://", Of(Mixed, 20), "@github.com/acme/shop.git");
        yield return In("password-hash", "admin:", "$apr1$" + Of(Mixed, 8) + "$" + Of(Mixed, 22));
        yield return In("password-hash", "admin:$", "$2y$$05$$" + Of(Mixed, 53));
        yield return Whole("password-hash", "$2b$12$" + Of(Mixed + "./", 53));
        yield return Whole("password-hash", $"$argon2id$v=19$m=65536,t=3,p=4${Of(Base64, 22)}${Of(Base64, 43)}");
        yield return In("password-hash", "admin:{SHA}", Of(Base64, 27) + "=");
    }

    private static IEnumerable<Planted> Named()
    {
        var random = new Random(20261201);
        string Of(string alphabet, int length) => new(random.GetItems<char>(alphabet, length));
        string Plain() => Of(Small, 12);
        Planted In(string rule, string before, string secret, string after = "") => new(rule, before + secret + after, secret);

        yield return In("password", "connecting with password=", Plain(), " to db");
        yield return In("password", "password=", Of(Small, 9) + "," + Of(Small, 9), " to db");
        yield return In("password", "{\"user\":\"app\",\"password\":\"", Plain() + "\\\"" + Plain(), "\",\"x\":1}");
        yield return In("password", "{\\\"password\\\":\\\"", Plain(), "\\\",\\\"x\\\":1}");
        yield return In("password", "  password: ", Plain());
        yield return In("password", "MYSQL_ROOT_PASSWORD: '", $"{Plain()} {Plain()}", "'");
        yield return In("password", "Server=db;User Id=sa;Password=", Plain(), ";Encrypt=true");
        yield return In("password", "Uid=sa;Pwd=", Plain(), ";");
        yield return In("password", "psql --password ", Plain(), " -h db");
        yield return In("password", "run --db-password=", Plain(), " -v");
        yield return In("password", "<Password>", Plain(), "</Password>");
        yield return In("password", "CREATE USER app IDENTIFIED BY '", Plain(), "'");
        yield return In("password", "ALTER ROLE app WITH PASSWORD '", Plain(), "'");
        yield return In("password", "mysqladmin ping -h localhost -uroot -p", Plain(), " --silent");
        yield return In("password", "sshpass -p ", Plain(), " ssh host");
        yield return In("password", "redis-cli -h db -a ", Plain(), " ping");
        yield return In("password", "curl -fsS -u admin:", Plain(), " http://localhost/health");
        yield return In("password", "docker login -u me -p ", Plain(), " registry.example");
        yield return In("password", "redis-server --requirepass ", Plain());
        yield return In("password", "-Dspring.datasource.password=", Plain(), " -jar app.jar");
        yield return In("secret", "client_secret: ", Plain());
        yield return In("secret", "clientSecret=", Plain(), "&grant_type=client_credentials");
        yield return In("secret", "Vault AppRole secret_id=", Plain());
        yield return In("key", "AWS_SECRET_ACCESS_KEY=", Of(Base64, 40));
        yield return In("key", "DD_API_KEY=", Of(Hex, 32));
        yield return In("key", "apiKey: '", Of(Hex, 32), "'");
        yield return In("key", "API key: ", Of(Hex, 32));
        yield return In("key", "DefaultEndpointsProtocol=https;AccountName=acme;AccountKey=", Of(Base64, 86) + "==", ";EndpointSuffix=core.windows.net");
        yield return In("key", "Endpoint=sb://acme.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=", Of(Base64, 43) + "=");
        yield return In("key", "session key=", Of(Hex, 32));
        yield return In("token", "TWILIO_AUTH_TOKEN=", Of(Hex, 32));
        yield return In("token", "start --token ", Plain(), " --port 80");
        yield return In("token", "\"access_token\": \"", Plain(), "\"");
        yield return In("token", "K3S_TOKEN=", Plain());
        yield return In("authorization", "Authorization: Bearer ", Of(Mixed, 20));
        yield return In("authorization", "authorization: Basic ", Of(Mixed, 19) + "=");
        yield return In("authorization", "> curl -H 'Authorization: Token ", Plain(), "' http://a");
        yield return In("authorization", "Proxy-Authorization: Digest ", $"username=\"u\", response=\"{Of(Hex, 32)}\"");
        yield return In("authorization", "sent bearer ", Of(Mixed, 20));
        yield return In("cookie", "Set-Cookie: ", $"sid={Of(Small, 12)}; Path=/; HttpOnly");
        yield return In("cookie", "{\"cookie\":\"", $"connect.sid={Of(Small, 14)}; lang=en", "\"}");
        yield return In("credential", "JSESSIONID=", Of(Capital + Digit, 32));
    }

    /// <summary>A text that holds a secret.</summary>
    /// <param name="Rule">What it is to be known as.</param>
    /// <param name="Text">The text.</param>
    /// <param name="Secret">The secret.</param>
    public sealed record Planted(string Rule, string Text, string Secret)
    {
        private const int Piece = 8;

        /// <summary>The first piece of the secret, eight characters long or the whole of a shorter one, that the text still holds; null if it holds none.</summary>
        public string? LeakIn(string text)
        {
            var length = Math.Min(Piece, Secret.Length);
            return Enumerable.Range(0, Secret.Length - length + 1).Select(at => Secret.Substring(at, length)).FirstOrDefault(p => text.Contains(p, StringComparison.Ordinal));
        }

        /// <inheritdoc/>
        public override string ToString() => $"{Rule} in {Text[..Math.Min(24, Text.Length)]}…";
    }
}
