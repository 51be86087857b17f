using System.Text.Json;
using CsCheck;
using Diagnoser.Contracts;
using Diagnoser.Engine.Rules;
using Diagnoser.Server.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Diagnoser.Server.Tests.Bus.Events;

/// <summary>A process that stops, wherever that is, and goes on from the store concludes what one that never stopped does, and says nothing twice.</summary>
public sealed class RestartPropertyTests : IAsyncDisposable
{
    private const int Hour = 3600;
    private static readonly string[] Types = [EventTypes.ContainerOom, "container.pause", "container.unpause"];

    // In tenths of seconds: when something happens, and how late it arrives.
    private static readonly Gen<IReadOnlyList<Moment>> Happening =
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, Hour * 10], Gen.Int[0, 19], Gen.Int[1, 2]).Array[1, 40].Select(IReadOnlyList<Moment> (parts) =>
            [.. parts.Select((p, n) => new Moment(p.Item2 + p.Item3, Types[p.Item1]) { Number = n, At = p.Item2, Container = $"c{p.Item4}" })]);

    // A process that runs looks at the clock; one that does not for longer than events are read again may forget what waits.
    private static readonly IEnumerable<Moment> Regular = Enumerable.Range(1, 11).Select(n => new Moment(n * 3000, "look") { Number = -1 });

    private static readonly Gen<IReadOnlyList<Moment>> Looking = Moments("look", 60);
    private static readonly Gen<IReadOnlyList<Moment>> Stopping = Moments("stop", 4);

    private static readonly Gen<IReadOnlyList<Moment>> Days =
        Gen.Select(Happening, Looking, Stopping).Select(IReadOnlyList<Moment> (x) =>
            [.. x.Item1.Concat(x.Item2).Concat(x.Item3).Concat(Regular).OrderBy(m => m.When).ThenBy(m => m.Number)]);

    // One for those that go on, one for those that stop; each sample has a host of its own.
    private readonly StoreFolder _straight = new();
    private readonly StoreFolder _broken = new();
    private int _samples;

    public static TheoryData<string> RuleIds => [.. WaitingRules.All.Rules.Where(r => r.Diagnosis is not null).Select(r => r.Id)];

    public async ValueTask DisposeAsync()
    {
        await _straight.DisposeAsync();
        await _broken.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(RuleIds))]
    public Task A_stop_anywhere_changes_nothing_for_a_rule(string rule) => AssertStopsAreNothingAsync(WaitingRules.Only(rule), 30);

    [Fact]
    public Task A_stop_anywhere_changes_nothing_for_rules_that_hide_each_other() => AssertStopsAreNothingAsync(WaitingRules.All, 60);

    private Task AssertStopsAreNothingAsync(RuleSet rules, int samples) => Days.SampleAsync(
        async day =>
        {
            var host = $"h{++_samples}";
            var straight = await LiveAsync(_straight, rules, host, [.. day.Where(m => m.What != "stop")]);
            var broken = await LiveAsync(_broken, rules, host, day);
            AssertSame("at the end", straight, broken);
        },
        iter: samples,
        threads: 1,
        print: day => "\n" + string.Join('\n', day));

    private static async Task<IReadOnlyList<string>> LiveAsync(StoreFolder folder, RuleSet rules, string host, IReadOnlyList<Moment> day)
    {
        var clock = new FakeTimeProvider(Some.Noon);
        var process = new Correlating(folder.Store, rules, clock, host);
        await process.BeginAsync();
        foreach (var moment in day)
        {
            clock.SetUtcNow(Some.Noon.AddSeconds(moment.When / 10.0));
            switch (moment.What)
            {
                case "look":
                    await process.LookAsync();
                    break;
                case "stop":
                    var (before, kept) = (Lines(await process.DiagnosesAsync()), process.Kept);
                    await process.BeginAsync();
                    AssertSame($"after the stop at {moment.When}", before, Lines(await process.DiagnosesAsync()));
                    Assert.Equal(kept, process.Kept);
                    break;
                default:
                    await process.TakeAsync(moment.ToEvent(host));
                    break;
            }
        }

        clock.Advance(TimeSpan.FromHours(2));
        await process.LookAsync();
        return Lines(await process.StandingAsync());
    }

    private static void AssertSame(string when, IReadOnlyList<string> expected, IReadOnlyList<string> actual) => Assert.True(
        expected.SequenceEqual(actual),
        $"{when}\n- {string.Join("\n- ", expected.Except(actual))}\n+ {string.Join("\n+ ", actual.Except(expected))}");

    private static IReadOnlyList<string> Lines(IEnumerable<Diagnosis> diagnoses) =>
    [
        .. diagnoses.OrderBy(d => d.Time).ThenBy(d => d.Rule, StringComparer.Ordinal).ThenBy(d => d.Id, StringComparer.Ordinal)
            .Select(d => $"{(d.Time - Some.Noon).TotalSeconds:0.000} {d.Rule} {d.HiddenBy} {JsonSerializer.Serialize(d, ContractsJson.Default.Diagnosis)}"),
    ];

    private static Gen<IReadOnlyList<Moment>> Moments(string what, int most) =>
        Gen.Int[0, Hour * 10].Array[0, most].Select(IReadOnlyList<Moment> (times) => [.. times.Select(t => new Moment(t, what) { Number = -1 })]);

    private sealed record Moment(int When, string What)
    {
        public int Number { get; init; }

        public int At { get; init; }

        public string Container { get; init; } = "";

        public override string ToString() => $"{When} {What} {Container} {(Number < 0 ? "" : At)}";

        // Apart by ticks: a diagnosis does not say in which order events of one instant stood.
        public DockerEvent ToEvent(string host) => Some.Event(What, Container, Some.Noon.AddSeconds(At / 10.0).AddTicks(Number)) with
        {
            Id = EventId.Of(host, $"{Number}"),
            Host = new HostRef(host, host),
        };
    }
}
