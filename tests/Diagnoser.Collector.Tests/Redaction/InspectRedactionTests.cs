using System.Text.Json;
using Diagnoser.Collector.Endpoints;
using Diagnoser.Collector.Redaction;

namespace Diagnoser.Collector.Tests.Redaction;

public sealed class InspectRedactionTests
{
    private readonly InspectRedaction _redaction = new(new Redactor());

    [Fact]
    public void Keeps_the_names_of_variables_and_the_values_of_harmless_ones_only()
    {
        var redacted = Redact("""{"Config":{"Env":["DB_URL=postgres://a","PATH=/bin","SHOP_LOG_LEVEL=debug","DOTNET_gcServer=1","DOTNET_TOKEN=x","EMPTY"]}}""");

        Assert.Equal(
            ["DB_URL=[redacted]", "PATH=/bin", "SHOP_LOG_LEVEL=debug", "DOTNET_gcServer=1", "DOTNET_TOKEN=[redacted]", "EMPTY"],
            redacted.Texts("Config", "Env"));
    }

    [Fact]
    public void Takes_secrets_out_of_commands_labels_and_probe_output()
    {
        var redacted = Redact("""
            {"Args":["--token","abc"],"Config":{"Labels":{"x.password":"abc","note":"token=abcdefgh"}},
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
