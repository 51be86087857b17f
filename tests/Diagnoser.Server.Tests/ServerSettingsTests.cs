using Diagnoser.Collector;
using Diagnoser.Collector.Configuration;

namespace Diagnoser.Server.Tests;

public sealed class ServerSettingsTests
{
    [Fact]
    public void The_collector_leaves_every_section_of_the_server_alone()
    {
        var shared = CollectorSettings.All(null).Select(s => s.Key.Split(':')[0]);

        Assert.Equal(
            ServerSettings.All.Select(s => s.Key.Split(':')[0]).Except(shared).Order(StringComparer.Ordinal),
            CollectorSettings.Foreign.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_default_is_a_right_value()
    {
        var settings = Settings.Load(
            new SettingsSources
            {
                Variables = new Dictionary<string, string>(),
                Read = _ => null,
                ProgramFolder = "/program",
                Flags = [.. ServerSettings.All.Where(s => s.Default is not null).Select(s => new SettingFlag(s.Key, s.Default!, "default"))],
            },
            ServerSettings.All,
            ServerSettings.Foreign);

        Assert.Equal(TimeSpan.Zero, settings.Duration(ServerSettings.GroupWaitCritical));
        Assert.Equal(TimeSpan.FromSeconds(30), settings.Duration(ServerSettings.GroupWait));
    }

    [Fact]
    public void No_two_settings_share_a_key() =>
        Assert.Equal(ServerSettings.All.Count, ServerSettings.All.DistinctBy(s => s.Key, StringComparer.OrdinalIgnoreCase).Count());
}
