using Diagnoser.Collector.Configuration;
using Diagnoser.Collector.Tests.Support;

namespace Diagnoser.Collector.Tests;

public sealed class CollectorSettingsTests
{
    [Theory]
    [InlineData("/run/state:/other", true, null, "/run/state")]
    [InlineData(null, true, "/xdg", "/var/lib/diagnoser-collector")]
    [InlineData(null, false, "/xdg", "/xdg/diagnoser-collector")]
    [InlineData(null, false, null, "/homes/me/.local/state/diagnoser-collector")]
    public void Data_goes_where_the_machine_keeps_state(string? given, bool isRoot, string? xdg, string expected) =>
        Assert.Equal(expected, CollectorSettings.DataFolder(
            name => name switch { "STATE_DIRECTORY" => given, "XDG_STATE_HOME" => xdg, "HOME" => "/homes/me", _ => null }, isRoot));

    [Fact]
    public void A_file_that_also_sets_up_the_server_is_accepted()
    {
        var sources = InMemory.Of(yaml: "Bus: { RabbitMq: { Uri: 'amqp://rabbit' } }\nSlack: { Token: x }\nStore: { Postgres: { ConnectionString: y } }\n");

        var settings = Settings.Load(sources, CollectorSettings.All("/data"), CollectorSettings.Foreign);

        Assert.Equal("/data", settings.Text(CollectorSettings.Data));
        Assert.DoesNotContain(settings.Effective, value => value.Key.StartsWith("Slack", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_default_is_a_right_value() =>
        Assert.All(CollectorSettings.All("/data").Where(s => s.Default is not null), s => Assert.Null(SettingForm.Problem(s, s.Default!)));
}
