using System.Diagnostics;
using Diagnoser.Collector.Redaction;

namespace Diagnoser.Collector.Tests.Redaction;

public sealed class RedactorTests
{
    private readonly Redactor _redactor = new();

    [Theory]
    [InlineData("connecting with password=hunter2 now", "hunter2")]
    [InlineData("MYSQL_ROOT_PASSWORD: 'correct horse battery'", "horse")]
    [InlineData("{\"client_secret\":\"abc def\",\"x\":1}", "abc def")]
    [InlineData("api_key=zzz9", "zzz9")]
    [InlineData("token=abcdef123456", "abcdef123456")]
    [InlineData("postgres://app:s3cr3t@db:5432/shop", "s3cr3t")]
    [InlineData("https://ghp_short@github.com/a/b", "ghp_short")]
    [InlineData("Authorization: Bearer abc.def.ghi", "abc.def.ghi")]
    [InlineData("authorization: Basic dXNlcjpwYXNz", "dXNlcjpwYXNz")]
    [InlineData("sent bearer 0123456789abcdef0123", "0123456789abcdef0123")]
    [InlineData("key AKIAIOSFODNN7EXAMPLE used", "AKIAIOSFODNN7EXAMPLE")]
    [InlineData("ghp_0123456789abcdefghij0123456789abcdefgh", "0123456789abcdefghij")]
    [InlineData("glpat-ABCDEFGHIJKLMNOPQRST", "ABCDEFGHIJKLMNOPQRST")]
    [InlineData("xoxb-123456789-abcdefghi", "123456789")]
    [InlineData("https://hooks.slack.com/services/T000/B000/XXXX", "T000/B000")]
    [InlineData("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.sig-nature_1", "eyJzdWIiOiIxIn0")]
    [InlineData("-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc\n-----END RSA PRIVATE KEY-----", "MIIE")]
    [InlineData("psql --password geheim -h db", "geheim")]
    public void Takes_out(string text, string secret)
    {
        var redacted = _redactor.Redact(text);

        Assert.DoesNotContain(secret, redacted, StringComparison.Ordinal);
        Assert.Contains("[redacted:", redacted, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Connection refused: http://db:5432/health")]
    [InlineData("password authentication failed for user \"app\"")]
    [InlineData("exec: \"nosuchcmd\": executable file not found in $PATH")]
    [InlineData("token expired")]
    [InlineData("https://example.org/a@b")]
    public void Leaves_alone(string text) => Assert.Equal(text, _redactor.Redact(text));

    [Fact]
    public void The_word_after_a_password_switch_is_secret() =>
        Assert.Equal(["mysql", "--password", "[redacted:secret]", "-h", "db"], _redactor.RedactWords(["mysql", "--password", "geheim", "-h", "db"]));

    [Fact]
    public void A_private_key_over_several_lines_is_secret_in_each()
    {
        var lines = _redactor.RedactLines(["start", "-----BEGIN PRIVATE KEY-----", "AAAA", "BBBB", "-----END PRIVATE KEY-----", "after"]);

        Assert.Equal(["start", "[redacted:private-key]", "[redacted:private-key]", "[redacted:private-key]", "[redacted:private-key]", "after"], lines);
    }

    [Theory]
    [InlineData("traefik.http.middlewares.a.basicauth.users", true)]
    [InlineData("app.db.password", true)]
    [InlineData("org.opencontainers.image.authors", false)]
    public void Knows_secret_names(string name, bool isSecret) => Assert.Equal(isSecret, _redactor.IsSecretName(name));

    [Fact]
    public void A_hostile_line_costs_no_more_than_its_length()
    {
        var hostile = "password=" + string.Concat(Enumerable.Repeat("secret=token://eyJ", 4000));
        _ = _redactor.Redact(hostile[..100]);
        var watch = Stopwatch.StartNew();

        _ = _redactor.Redact(hostile);

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"took {watch.Elapsed}");
    }
}
