using CsCheck;
using Diagnoser.Collector.Sources.Changes;
using Diagnoser.Collector.Sources.Containers;
using Diagnoser.Collector.Sources.Posture;
using Diagnoser.Collector.Tests.Support;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Tests.Sources.Containers;

public sealed class ConfigurationWatchTests : IDisposable
{
    // Fields with the values that they take turns in.
    private static readonly (string Path, string[] Values)[] Fields =
    [
        ("Config.Image", ["\"shop/api:1\"", "\"shop/api:latest\""]), ("Config.User", ["\"\"", "\"app\""]), ("HostConfig.Memory", ["0", "1000", "2000"]), ("HostConfig.Privileged", ["true", "false"]),
        ("Config.Env", ["null", """["A_PASSWORD=hunter2hunter2"]""", """["B=1"]"""]), ("Mounts", ["[]", """[{"Type":"bind","Source":"/etc","Destination":"/e","RW":true}]"""]),
        ("State.Running", ["true", "false"]), ("RestartCount", ["0", "5", "50"]), ("NetworkSettings.Networks", ["{}", """{"a":{}}""", """{"a":{},"b":{}}"""]), ("Name", ["\"/api\"", "\"/other\"", "\"/eager_hopper\""]),
    ];

    private readonly HostTree _tree = new();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void Whatever_is_seen_is_told_when_it_is_seen_first_and_never_again_however_often_the_collector_starts() =>
        Gen.Int[0, 5].Array[Fields.Length].Array[1, 4].Sample(
            steps =>
            {
                var folder = Directory.CreateTempSubdirectory("watch-").FullName;
                try
                {
                    // The last step is seen again twice, by this collector and by the next one.
                    See(folder, steps);
                    Assert.Empty(See(folder, [steps[^1], steps[^1]]));
                }
                finally
                {
                    Directory.Delete(folder, true);
                }
            },
            iter: 60,
            threads: 1);

    private List<string> See(string folder, int[][] steps)
    {
        using var host = new MeasuredHost(_tree, data: folder);
        var changes = new ServiceChanges(host.Kit);
        changes.Adopt("form");
        var posture = new ContainerPosture(host.Kit);
        var watch = new ConfigurationWatch(changes, new ImageChanges(host.Kit), posture);
        foreach (var step in steps)
        {
            var configured = new ConfiguredContainer();
            foreach (var (field, turn) in Fields.Zip(step))
            {
                _ = configured.With(field.Path, field.Values[turn % field.Values.Length]);
            }

            var snapshot = configured.Snapshot();
            var container = host.Kit.Inventory.Get(snapshot.Id);
            container.Snapshot = snapshot;
            var seen = watch.SeenAsync(container, snapshot, null, isNews: true, TestContext.Current.CancellationToken);
            Assert.True(seen.IsCompletedSuccessfully);
            Assert.True(posture.TellAsync(container, TestContext.Current.CancellationToken).IsCompletedSuccessfully);
        }

        var told = new List<string>();
        while (host.Published.Waiting > 0)
        {
            var made = host.Published.Take();
            Assert.Contains(made.Type, new[] { EventTypes.ServiceChange, EventTypes.PostureFinding });
            Assert.DoesNotContain("hunter2", string.Concat(made.Attributes.Select(attribute => attribute.Value.ToString())), StringComparison.Ordinal);
            told.Add($"{made.Type} {made.Attributes["posture.check"]} {made.Attributes["change.fields"]}");
        }

        return told;
    }
}
