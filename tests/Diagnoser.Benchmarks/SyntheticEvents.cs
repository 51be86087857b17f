using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Diagnoser.Contracts;

namespace Diagnoser.Benchmarks;

/// <summary>
/// Events of one busy host for <see cref="SyntheticRuleSets"/>: of a thousand containers, each of a service that one of the rules is about. Six
/// of ten are of the type that this rule looks at, so that its predicates are asked; one of a hundred is what it looks for. Seeded.
/// </summary>
internal static class SyntheticEvents
{
    private const int Seed = 20261125;
    private const int Containers = 1000;

    // Primes, so that the services are spread over rules of all kinds.
    private const int Stride = 7919;

    private static readonly HostRef Host = new("bench-host", "bench-host");
    private static readonly DateTimeOffset Start = new(2026, 11, 25, 8, 0, 0, TimeSpan.Zero);
    private static readonly string[] Everyday = [EventTypes.ContainerLog, EventTypes.ContainerStats, EventTypes.ContainerExec, EventTypes.ContainerLog, EventTypes.ContainerStats];

    /// <summary>This many events for so many rules.</summary>
    public static IReadOnlyList<DockerEvent> Make(int count, int rules)
    {
        var random = new Random(Seed);
        var containers = Enumerable.Range(0, Containers).Select(c => new Container(c, (int)((long)c * Stride % rules))).ToList();
        var events = new List<DockerEvent>(count);
        var time = Start;
        while (events.Count < count)
        {
            time = time.AddTicks(random.Next(1, 2 * (int)TimeSpan.TicksPerMillisecond));
            var container = containers[random.Next(Containers)];
            var hits = random.Next(100) == 0;
            if (hits || random.Next(10) < 6)
            {
                Add(events, container, SyntheticRuleSets.KindOf(container.Rule), hits, time, random);
            }
            else
            {
                events.Add(Quiet(container, Everyday[random.Next(Everyday.Length)], time, events.Count, random));
            }
        }

        return events;
    }

    /// <summary>An id as engines and collectors make them.</summary>
    public static string Id(string kind, int number) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{kind} {number}")));

    private static void Add(List<DockerEvent> events, Container container, RuleKind kind, bool hits, DateTimeOffset time, Random random)
    {
        switch (kind)
        {
            case RuleKind.Exit or RuleKind.Sequence or RuleKind.Absence or RuleKind.Pair:
                if (kind == RuleKind.Pair && hits)
                {
                    events.Add(container.Event(EventTypes.KernelOomKill, time, events.Count, With(AttributeNames.OomConstraint, "memcg"), With(AttributeNames.ProcessPid, 4711)));

                    // What follows from it is later, if only by a little: at one instant nothing says which came first.
                    time = time.AddTicks(1);
                }

                var code = !hits ? 0 : kind == RuleKind.Pair ? 137 : SyntheticRuleSets.ExitCode(container.Rule);
                events.Add(container.Event(EventTypes.ContainerDie, time, events.Count, With(AttributeNames.ExitCode, code)));
                container.Run = new RunRef(time.AddTicks(1));
                events.Add(container.Event(EventTypes.ContainerStart, time.AddTicks(1), events.Count));
                break;
            case RuleKind.Health:
                events.Add(container.Event(EventTypes.ContainerHealthStatus, time, events.Count, With(AttributeNames.HealthStatus, hits ? "unhealthy" : "healthy")));
                break;
            case RuleKind.KernelLine:
                var state = hits ? $"{SyntheticRuleSets.Word(container.Rule)} link is down" : $"eth{random.Next(9)}: entered promiscuous mode, {random.Next(99999)}";
                events.Add(container.Event(EventTypes.KernelLog, time, events.Count, With(AttributeNames.KernelLine, state)));
                break;
            case RuleKind.Threshold:
                events.Add(container.Event(
                    EventTypes.ContainerStats, time, events.Count, With("cgroup.memory.used_ratio", hits ? 0.97 : random.NextDouble() * 0.9), With("cgroup.pids.current", 12)));
                break;
            default:
                var line = !hits ? Line(random)
                    : kind == RuleKind.Log ? $"connection to db.internal refused: {SyntheticRuleSets.Word(container.Rule)}" : $"fatal {SyntheticRuleSets.Word(container.Rule)}: giving up";
                events.Add(container.Event(EventTypes.ContainerLog, time, events.Count, With("log.body", line), With("log.iostream", "stderr")));
                break;
        }
    }

    private static DockerEvent Quiet(Container container, string type, DateTimeOffset time, int number, Random random) => type switch
    {
        EventTypes.ContainerLog => container.Event(type, time, number, With("log.body", Line(random)), With("log.iostream", "stdout")),
        EventTypes.ContainerStats => container.Event(type, time, number, With("cgroup.memory.used_ratio", random.NextDouble() * 0.9), With("cgroup.pids.current", 12)),
        _ => container.Event(type, time, number),
    };

    private static KeyValuePair<string, AttributeValue> With(string name, AttributeValue value) => new(name, value);

    private static string Line(Random random) => string.Create(
        CultureInfo.InvariantCulture,
        $"2026-11-25T08:00:00Z INFO worker-{random.Next(16)} GET /api/v1/orders/{random.Next(1_000_000)} 200 in {random.Next(90)} ms, queue length {random.Next(7)}");

    private sealed class Container(int number, int rule)
    {
        private readonly Subject _subject = new(
            Subject.Container,
            SyntheticEvents.Id("container", number),
            string.Create(CultureInfo.InvariantCulture, $"{SyntheticRuleSets.Service(rule)}-{number}"));

        private readonly string _service = SyntheticRuleSets.Service(rule);

        public int Rule => rule;

        public RunRef Run { get; set; } = new(Start.AddHours(-1));

        public DockerEvent Event(string type, DateTimeOffset time, int number, params ReadOnlySpan<KeyValuePair<string, AttributeValue>> own) =>
            new(SyntheticEvents.Id("event", number), type, time, Host, _subject)
            {
                Service = _service,
                Stack = "bench",
                Run = Run,
                Attributes = AttributeMap.From(
                [
                    new(AttributeNames.ImageName, "registry.example.com/bench/service:1.4.2"),
                    new(AttributeNames.Orchestrator, "compose"),
                    new(AttributeNames.RestartCount, 0),
                    .. own,
                ]),
            };
    }
}
