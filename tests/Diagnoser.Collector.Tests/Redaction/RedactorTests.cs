using Diagnoser.Collector.Redaction;

namespace Diagnoser.Collector.Tests.Redaction;

public sealed class RedactorTests
{
    private const string Id = "2cb58e3da436bbc1987f85fc60064ad40a77940e900b69a30d49a20f885572d5";

    private readonly Redactor _redactor = new();

    public static TheoryData<int> Alone => [.. Enumerable.Range(0, PlantedSecrets.Alone.Count)];

    public static TheoryData<int> Beside => [.. Enumerable.Range(0, PlantedSecrets.Beside.Count)];

    [Theory]
    [MemberData(nameof(Alone))]
    public void A_known_format_is_found_anywhere(int number) =>
        AssertFound(PlantedSecrets.Alone[number], "", "2026-01-01 ERROR cannot reach ", "\\n", "a=");

    [Theory]
    [MemberData(nameof(Beside))]
    public void A_secret_is_found_beside_what_says_so(int number) => AssertFound(PlantedSecrets.Beside[number], "");

    [Theory]
    [InlineData("Connection refused: http://db:5432/health")]
    [InlineData("password authentication failed for user \"app\"")]
    [InlineData("Access denied for user 'root'@'172.18.0.5' (using password: YES)")]
    [InlineData("Access denied for user 'root'@'localhost' (using password: NO)")]
    [InlineData("exec: \"nosuchcmd\": executable file not found in $PATH")]
    [InlineData("token expired")]
    [InlineData("SyntaxError: Unexpected token: } in JSON at position 12")]
    [InlineData("Assembly Newtonsoft.Json, Version=13.0.0.0, Culture=neutral, PublicKeyToken=30ad4fe6b2a6aeed")]
    [InlineData("monkey=banana keyspace=shop token_count=4096 max_tokens=100 keyboard: us")]
    [InlineData("POSTGRES_PASSWORD_FILE=/run/secrets/db")]
    [InlineData("password: ${DB_PASSWORD} secret=$SECRET token: <token> apiKey: **** password=null")]
    [InlineData("duplicate key value violates unique constraint \"users_pkey\" Key (id)=(42) already exists")]
    [InlineData("cache miss key=user:1234:profile")]
    [InlineData("https://example.org/a@b")]
    [InlineData("https://example.org:8443/a@b")]
    [InlineData("pull access denied for acme/secret-service, repository does not exist or may require 'docker login'")]
    [InlineData("container " + Id + " died")]
    [InlineData("key=" + Id)]
    [InlineData("acme/shop@sha256:" + Id)]
    [InlineData("commit 0a77940e900b69a30d49a20f885572d52cb58e3d")]
    [InlineData("request 550e8400-e29b-41d4-a716-446655440000 key=550e8400-e29b-41d4-a716-446655440000")]
    [InlineData("traceparent 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")]
    [InlineData("aGVsbG8gd29ybGQ= said the server")]
    [InlineData("open /usr/lib/python3.11/site-packages/Acme2Client/DefaultFactory3/handlers.py: no such file")]
    [InlineData("payment-gateway-deployment-7d9f8b6c5d-x2k4j.shop.svc.cluster.local:8080 unreachable")]
    [InlineData("at com.acme.orders.service.OrderServiceImpl$$EnhancerBySpringCGLIB$$1a2b3c4d.placeOrderWithRetry2(OrderServiceImpl.java:42)")]
    [InlineData("/var/lib/docker/overlay2/" + Id + "/merged: device busy")]
    [InlineData("-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBaMQsw\n-----END CERTIFICATE-----")]
    [InlineData("SHA256:nThbg6kXUpJWGl7E1IGOCspRomTxdCARLviKw6E5SY8 ED25519")]
    public void Leaves_alone(string text) => Assert.Same(text, _redactor.Redact(text));

    [Fact]
    public void A_mark_tells_equal_secrets_from_others_under_the_hosts_key()
    {
        var (key, other) = (RedactionKey.Passing(), RedactionKey.Passing());
        var here = new Redactor(key);

        var marks = here.Redact("password=correcthorse password=batterystaple").Split(' ');

        Assert.Matches("^password=\\[redacted:password:[0-9a-f]{8}\\]$", marks[0]);
        Assert.NotEqual(marks[0], marks[1]);
        Assert.Equal(marks[0], here.Redact("password=correcthorse"));
        Assert.NotEqual(marks[0], new Redactor(other).Redact("password=correcthorse"));
    }

    [Fact]
    public void The_word_after_a_password_switch_is_secret() =>
        Assert.Equal(["mysql", "--password", "[redacted:password]", "-h", "db"], _redactor.RedactWords(["mysql", "--password", "geheim", "-h", "db"]));

    [Theory]
    [InlineData("mysql|-pgeheimnis", "mysql|-p[redacted:password]")]
    [InlineData("/usr/bin/sshpass|-p|geheim x|ssh", "/usr/bin/sshpass|-p|[redacted:password]|ssh")]
    [InlineData("docker|run|-p|8080:80", "docker|run|-p|8080:80")]
    [InlineData("app|--password=a b,c", "app|--password=[redacted:password]")]
    [InlineData("curl|-u|admin:geheim", "curl|-u|admin:[redacted:password]")]
    [InlineData("sh|-c|mysql -pgeheimnis -e 'select 1'", "sh|-c|mysql -p[redacted:password] -e 'select 1'")]
    public void Words_are_known_by_those_before_them(string words, string expected) =>
        Assert.Equal(expected, string.Join('|', _redactor.RedactWords(words.Split('|'))));

    [Fact]
    public void A_private_key_over_several_lines_is_secret_in_each()
    {
        var lines = _redactor.RedactLines(["start", "-----BEGIN PRIVATE KEY-----", "AAAA", "BBBB", "-----END PRIVATE KEY-----", "after"]);

        Assert.Equal(["start", "[redacted:private-key]", "[redacted:private-key]", "[redacted:private-key]", "[redacted:private-key]", "after"], lines);
    }

    [Fact]
    public void So_it_is_if_its_first_lines_are_gone() =>
        Assert.Equal(
            ["hello there", "[redacted:private-key]", "[redacted:private-key]", "[redacted:private-key]", "after"],
            _redactor.RedactLines(["hello there", "AAAA", "BBBB", "-----END EC PRIVATE KEY-----", "after"]));

    [Fact]
    public void A_line_of_yaml_is_secret_to_its_end() =>
        Assert.Equal("db:\n  password: [redacted:password]\n  port: 5432", _redactor.Redact("db:\n  password: correct horse battery\n  port: 5432"));

    [Theory]
    [InlineData("traefik.http.middlewares.a.basicauth.users", true)]
    [InlineData("app.db.password", true)]
    [InlineData("GITHUB_TOKEN", true)]
    [InlineData("PGPASSWORD", true)]
    [InlineData("stripeApiKey", true)]
    [InlineData("org.opencontainers.image.authors", false)]
    [InlineData("MONKEY", false)]
    [InlineData("keyspace", false)]
    [InlineData("token_count", false)]
    [InlineData("PASSWORD_FILE", false)]
    [InlineData("PublicKeyToken", false)]
    [InlineData("CancellationToken", false)]
    [InlineData("com.docker.compose.config-hash", false)]
    [InlineData("bypass", false)]
    public void Knows_secret_names(string name, bool isSecret) => Assert.Equal(isSecret, Redactor.IsSecretName(name));

    [Theory]
    [InlineData("pushed ghp_0123456789...")]
    [InlineData("dsn postgres://app:geheimnis...")]
    [InlineData("password=\"geheim...")]
    [InlineData("sent eyJhbGciOiJI…")]
    public void A_secret_that_was_cut_off_does_not_leak_its_half(string text)
    {
        var redacted = _redactor.Redact(text);

        Assert.Contains("[redacted:", redacted, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", redacted, StringComparison.Ordinal);
        Assert.DoesNotContain("0123456789", redacted, StringComparison.Ordinal);
        Assert.DoesNotContain("hbGciOi", redacted, StringComparison.Ordinal);
    }

    private void AssertFound(PlantedSecrets.Planted planted, params string[] before)
    {
        foreach (var start in before)
        {
            var redacted = _redactor.Redact(start + planted.Text);

            Assert.Null(planted.LeakIn(redacted));
            Assert.Contains($"[redacted:{planted.Rule}]", redacted, StringComparison.Ordinal);
            Assert.Same(redacted, _redactor.Redact(redacted));
        }
    }
}
