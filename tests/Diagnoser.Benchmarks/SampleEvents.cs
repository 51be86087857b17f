using System.Globalization;
using System.Text.Json;
using Diagnoser.Contracts;

namespace Diagnoser.Benchmarks;

/// <summary>Starts and ends of containers as collectors publish them, with the evidence they carry; about one in fifty fails.</summary>
internal static class SampleEvents
{
    private const int Seed = 20261125;

    public static IEnumerable<DockerEvent> Make(int count, int hosts)
    {
        var random = new Random(Seed);
        var time = TimeProvider.System.GetUtcNow();
        for (var i = 0; i < count; i++)
        {
            // A start, and then the end of the same run.
            var run = i / 2;
            var host = string.Create(CultureInfo.InvariantCulture, $"host-{run % hosts}");
            var container = EventId.Of("container", run.ToString(CultureInfo.InvariantCulture)) + EventId.Of("rest");
            var began = time.AddMilliseconds(run);
            var isEnd = i % 2 == 1;
            var code = random.Next(50) == 0 ? 3 : 0;
            var made = new DockerEvent(
                EventId.Of("event", i.ToString(CultureInfo.InvariantCulture), time.Ticks.ToString(CultureInfo.InvariantCulture)),
                isEnd ? EventTypes.ContainerDie : EventTypes.ContainerStart,
                isEnd ? began.AddMilliseconds(500) : began,
                new HostRef(host, host),
                new Subject(Subject.Container, container, $"shop-job-{run}"))
            {
                Service = "job",
                Stack = "shop",
                ObservedTime = began,
                Run = new RunRef(began),
                Attributes = AttributeMap.From(
                [
                    new(AttributeNames.ImageName, "registry.example.com/shop/job:1.4.2"),
                    new(AttributeNames.RestartCount, 0),
                    new(AttributeNames.ExitCode, isEnd ? code : 0),
                ]),
                Evidence = [new(EvidenceKinds.Logs, began, Tail(began))],
            };
            yield return made;
        }
    }

    private static JsonElement Tail(DateTimeOffset time) => JsonSerializer.SerializeToElement(
        [.. Enumerable.Range(0, 4).Select(n => new LogLine(time, "stdout", $"processed order {n} in 12 ms, queue length 3"))],
        ContractsJson.Default.IReadOnlyListLogLine);
}
