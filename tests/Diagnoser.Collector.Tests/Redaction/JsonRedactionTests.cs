using System.Text.Json;
using Diagnoser.Collector.Endpoints;
using Diagnoser.Collector.Redaction;

namespace Diagnoser.Collector.Tests.Redaction;

public sealed class JsonRedactionTests
{
    private readonly JsonRedaction _redaction = new(new Redactor());

    [Fact]
    public void Keeps_the_names_of_variables_and_the_values_of_harmless_ones_only()
    {
        var redacted = Redact("""{"Config":{"Env":["DB_URL=postgres://a","PATH=/bin","SHOP_LOG_LEVEL=debug","DOTNET_gcServer=1","DOTNET_TOKEN=x","EMPTY","NONE=","JAVA_OPTS=-Xmx1g -Ddb.password=geheim"]}}""");

        Assert.Equal(
            [
                "DB_URL=[redacted:env]", "PATH=/bin", "SHOP_LOG_LEVEL=debug", "DOTNET_gcServer=1", "DOTNET_TOKEN=[redacted:env]", "EMPTY", "NONE=",
                "JAVA_OPTS=-Xmx1g -Ddb.password=[redacted:password]",
            ],
            redacted.Texts("Config", "Env"));
    }

    [Fact]
    public void A_changed_variable_shows_by_its_hash()
    {
        var keyed = new JsonRedaction(new Redactor(RedactionKey.Passing()));
        string Env(string value) => keyed.Redact(JsonElement.Parse($$"""{"Env":["A={{value}}"]}""")).Texts("Env").Single();

        Assert.Equal(Env("one"), Env("one"));
        Assert.NotEqual(Env("one"), Env("two"));
    }

    [Fact]
    public void Which_variables_are_told_can_be_configured()
    {
        var own = new JsonRedaction(new Redactor(), new KeptVariables("SHOP_*, TZ"));

        Assert.Equal(
            ["SHOP_MODE=fast", "SHOP_SECRET=[redacted:env]", "TZ=UTC", "LANG=[redacted:env]"],
            own.Redact(JsonElement.Parse("""{"Env":["SHOP_MODE=fast","SHOP_SECRET=x","TZ=UTC","LANG=C"]}""")).Texts("Env"));
    }

    [Theory]
    [InlineData("""{"Path":"mysqladmin","Args":["ping","-pgeheim"]}""")]
    [InlineData("""{"Config":{"Healthcheck":{"Test":["CMD","redis-cli","-a","geheim","ping"]}}}""")]
    [InlineData("""{"Config":{"Healthcheck":{"Test":["CMD-SHELL","curl -u a:geheim http://localhost"]}}}""")]
    [InlineData("""{"Args":["--password","geheim"]}""")]
    [InlineData("""{"Config":{"Labels":{"traefik.http.middlewares.a.basicauth.users":"geheim"}}}""")]
    [InlineData("""{"State":{"Error":"dial tcp: postgres://app:geheim@db refused"}}""")]
    [InlineData("""{"Labels":{"password=geheim":""}}""")]
    public void A_secret_is_found_wherever_it_stands(string inspect) =>
        Assert.DoesNotContain("geheim", Redact(inspect).GetRawText(), StringComparison.Ordinal);

    [Fact]
    public void What_was_redacted_stays_as_it_is()
    {
        var once = Redact("""{"Env":["A=b"],"Args":["--token","abc"],"X":{"password":"abc"},"N":1.50,"T":[null,true,{"a":["b"]}]}""");

        Assert.Equal("""{"Env":["A=[redacted:env]"],"Args":["--token","[redacted:token]"],"X":{"password":"[redacted:password]"},"N":1.50,"T":[null,true,{"a":["b"]}]}""", once.GetRawText());
        Assert.Equal(once, Redact(once.GetRawText()), JsonElement.DeepEquals);
    }

    [Fact]
    public void Long_texts_are_cut() =>
        Assert.Equal("bbb…", new JsonRedaction(new Redactor(), mostText: 3).Redact(JsonElement.Parse("""{"a":"bbbb"}""")).Text("a"));

    [Fact]
    public void Takes_secrets_out_of_commands_labels_and_probe_output()
    {
        var redacted = Redact("""
            {"Args":["--token","abc"],"Config":{"Labels":{"x.password":"abc","note":"token=abcdefgh1"}},
             "State":{"Health":{"Log":[{"Output":"password=abc"}]},"Error":"bad api_key=abc"}}
            """).GetRawText();

        Assert.DoesNotContain("abc", redacted, StringComparison.Ordinal);
        Assert.Contains("x.password", redacted, StringComparison.Ordinal);
    }

    [Fact]
    public void Leaves_the_rest_as_the_engine_gave_it()
    {
        var redacted = Redact("""{"HostConfig":{"Memory":33554432,"Init":null,"Binds":["/a:/b"]},"State":{"OOMKilled":true}}""");

        Assert.Equal(33554432, redacted.Integer("HostConfig", "Memory"));
        Assert.Equal(["/a:/b"], redacted.Texts("HostConfig", "Binds"));
        Assert.True(redacted.Boolean("State", "OOMKilled"));
    }

    private JsonElement Redact(string inspect) => _redaction.Redact(JsonElement.Parse(inspect));
}
