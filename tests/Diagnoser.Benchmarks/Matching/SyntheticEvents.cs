using System.Globalization;
using Diagnoser.Contracts;

namespace Diagnoser.Benchmarks.Matching;

/// <summary>Events for <see cref="SyntheticRules"/>: nearly all are about what some rule looks at, and one in a hundred satisfies one.</summary>
internal sealed class SyntheticEvents(int rules)
{
    private const int Seed = 20261126;

    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly string[] Calm =
    [
        "GET /api/v1/orders/{0} 200 in {1} ms, 1 upstream call, cache hit, trace 4bf92f3577b34da6a3ce929d0e0e4736",
        "processed batch {0} of the nightly import: {1} rows written, 0 rows rejected, next run scheduled",
        "user {0} signed in from 203.0.113.{1} with a valid session, no second factor was needed this time",
        "connection to the database was opened in {1} ms; pool has {0} idle connections and none waiting",
        "garbage collection took {1} ms, heap is {0} MB of 2048 MB, 12 generations old objects were moved",
        "level=info msg=\"request completed\" method=POST path=/checkout status=201 bytes={0} duration={1}ms",
    ];

    private readonly Random _random = new(Seed);

    /// <summary>This many events.</summary>
    public List<DockerEvent> Make(int count) => [.. Enumerable.Range(0, count).Select(n => One(n, n % 100 == 99))];

    /// <summary>A log line that no rule looks for.</summary>
    public static string CalmLine(Random random) =>
        string.Format(CultureInfo.InvariantCulture, Calm[random.Next(Calm.Length)], random.Next(100_000), random.Next(250));

    private DockerEvent One(int number, bool matches)
    {
        var rule = _random.Next(rules);
        var service = SyntheticRules.Service(rule, rules);
        var text = matches ? $"error: {SyntheticRules.Trouble(rule)} 10.1.2.3 cpu 3" : CalmLine(_random);
        return (rule % 10) switch
        {
            0 or 1 or 2 or 3 => Event(number, EventTypes.ContainerDie, service,
                new(AttributeNames.ExitCode, matches ? SyntheticRules.Codes[rule % SyntheticRules.Codes.Length] : 0),
                new(AttributeNames.OomKilled, false),
                new(AttributeNames.RunSeconds, matches ? 3.5 : 300)),
            4 => Event(number, EventTypes.ContainerHealthStatus, service, new(AttributeNames.HealthStatus, "unhealthy"), new(AttributeNames.HealthOutput, matches ? "timeout" : text)),
            5 => Event(number, EventTypes.ContainerHealthStatus, service, new(AttributeNames.HealthStatus, "unhealthy"), new(AttributeNames.HealthOutput, text)),
            6 => Event(number, EventTypes.KernelLog, service, new KeyValuePair<string, AttributeValue>(AttributeNames.KernelLine, text)),
            7 or 8 => Event(number, EventTypes.ContainerLog, service, new("log.body", text), new("log.iostream", "stdout")),
            _ => Event(number, EventTypes.ContainerStats, service, new KeyValuePair<string, AttributeValue>("cgroup.memory.used_ratio", matches ? 1.0 : 0.4)),
        };
    }

    private static DockerEvent Event(int number, string type, string service, params ReadOnlySpan<KeyValuePair<string, AttributeValue>> own) =>
        new(EventId.Of("synthetic", number.ToString(CultureInfo.InvariantCulture)), type, Start.AddMilliseconds(number), new("host-1", "web-1"), new(Subject.Container, $"{number:x64}", $"{service}-1"))
        {
            Service = service,
            Stack = "shop",
            Run = new RunRef(Start),
            Attributes = AttributeMap.From(
            [
                new(AttributeNames.ImageName, $"registry.example.com/{service}:1.4.2"),
                new(AttributeNames.ImageId, "sha256:5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03"),
                new(AttributeNames.RestartCount, 0),
                new(AttributeNames.RestartPolicy, "unless-stopped"),
                new(AttributeNames.MemoryLimit, 512L << 20),
                new(AttributeNames.Orchestrator, "compose"),
                new(AttributeNames.Networks, AttributeValue.FromList(["shop_default"])),
                .. own,
            ]),
        };
}
