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

    [Theory]
    [InlineData("{ Interval: 10ms }", "Collector:Measure:Interval", "'10ms' is not a duration from 1s to 5m: ")]
    [InlineData("{ CalmInterval: 2h }", "Collector:Measure:CalmInterval", "'2h' is not a duration from 1s to 1h: ")]
    [InlineData("{ DockerDiskInterval: 48h }", "Collector:Measure:DockerDiskInterval", "'48h' is not a duration from 0s to 24h: ")]
    [InlineData("{ Budget: 0 }", "Collector:Measure:Budget", "'0' is not a whole number from 1 to 1000")]
    public void Measuring_has_bounds(string measure, string key, string problem)
    {
        var failure = Assert.Throws<SettingsException>(() =>
            Settings.Load(InMemory.Of(yaml: $"Collector: {{ Measure: {measure} }}\n"), CollectorSettings.All("/data"), CollectorSettings.Foreign));

        Assert.Contains(key, failure.Message, StringComparison.Ordinal);
        Assert.Contains(problem, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Measuring_is_set_up_by_settings()
    {
        var yaml = "Collector: { Measure: { Interval: 5s, CalmInterval: 2m, DockerDiskInterval: 0s, Budget: 7 } }\n";

        Assert.Equal(
            new MeasuringOptions { Interval = TimeSpan.FromSeconds(5), CalmInterval = TimeSpan.FromMinutes(2), DockerDiskInterval = TimeSpan.Zero, Budget = 0.007 },
            CollectorSettings.Measuring(Settings.Load(InMemory.Of(yaml: yaml), CollectorSettings.All("/data"), CollectorSettings.Foreign)));
        Assert.Equal(new MeasuringOptions(), CollectorSettings.Measuring(Settings.Load(InMemory.Of(), CollectorSettings.All("/data"), CollectorSettings.Foreign)));
    }

    [Fact]
    public void The_spool_has_a_limit_with_bounds()
    {
        Assert.Equal(512L << 20, Load("").Size(CollectorSettings.SpoolMaxSize));
        Assert.Equal(64L << 20, Load("Collector: { SpoolMaxSize: 64MiB }\n").Size(CollectorSettings.SpoolMaxSize));

        var failure = Assert.Throws<SettingsException>(() => Load("Collector: { SpoolMaxSize: 1MiB }\n"));

        Assert.Contains("'1MiB' is not a size from 4MiB to 64GiB: ", failure.Message, StringComparison.Ordinal);
    }

    private static Settings Load(string yaml) => Settings.Load(InMemory.Of(yaml: yaml), CollectorSettings.All("/data"), CollectorSettings.Foreign);
}
