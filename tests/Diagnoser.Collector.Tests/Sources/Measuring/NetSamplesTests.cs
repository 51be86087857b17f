using System.Globalization;
using Diagnoser.Collector.Endpoints;
using Diagnoser.Collector.Sources.Measuring;
using Diagnoser.Collector.Tests.Support;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Tests.Sources.Measuring;

public sealed class NetSamplesTests : IDisposable
{
    private readonly HostTree _tree = new();
    private readonly MeasuredHost _host;
    private readonly NetSamples _samples;

    public NetSamplesTests()
    {
        _host = new MeasuredHost(_tree);
        _samples = new NetSamples(_host.Kit, _host.Sampler, new NetReader(new FileBytes()), () => TimeSpan.Zero);
        Start(42);
        _ = _host.Run(Some.Id, 42);
    }

    public void Dispose()
    {
        _host.Dispose();
        _tree.Dispose();
    }

    [Fact]
    public void Who_listens_is_told_soon_and_again_when_a_minute_has_passed()
    {
        Table(SocketsTests.Row("0100007F:1F90", "00000000:0000", "0A"));

        var told = Sweeps(12).Where(t => Lists(t, "net.tcp.listening") is not null).ToList();

        Assert.Equal(2, told.Count);
        Assert.True(told[0].Time - Some.Noon <= TimeSpan.FromSeconds(20));
        Assert.InRange((told[1].Time - Some.Noon).TotalSeconds, 60, 110);
        Assert.All(told, t => Assert.Equal(["127.0.0.1:8080"], Lists(t, "net.tcp.listening")!));
    }

    [Fact]
    public void That_nobody_listens_is_told_as_an_empty_list()
    {
        Table();

        Assert.Equal([], Lists(Sweeps(3).First(), "net.tcp.listening")!);
    }

    [Fact]
    public void A_peer_that_does_not_answer_in_three_readings_is_told()
    {
        _ = Sweeps(6);
        Snmp(synRetransmits: 3);
        Table(SocketsTests.Row("0200000A:C351", "0501000A:1538", "02"));

        var told = Sweeps(8);

        Assert.Contains(told, t => Lists(t, "net.tcp.unanswered")?.SequenceEqual(["10.0.1.5:5432"]) == true);
        Assert.Equal([], Lists(told.First(t => Lists(t, "net.tcp.unanswered") is not null), "net.tcp.unanswered")!);
        Table();
        Assert.Equal([], Lists(Sweeps(4).First(t => Lists(t, "net.tcp.unanswered") is not null), "net.tcp.unanswered")!);
    }

    [Fact]
    public void A_peer_that_answers_other_calls_is_not_unanswering()
    {
        _ = Sweeps(6);
        Snmp(synRetransmits: 3);
        Table(SocketsTests.Row("0200000A:C351", "0501000A:1538", "02"), SocketsTests.Row("0200000A:C352", "0501000A:1538", "01"));

        Assert.All(Sweeps(12), t => Assert.NotEqual(["10.0.1.5:5432"], Lists(t, "net.tcp.unanswered") ?? []));
    }

    [Fact]
    public void Peers_it_talks_to_are_an_attribute_of_the_container()
    {
        Table(SocketsTests.Row("0200000A:C352", "0501000A:1538", "01"));

        Assert.Equal(["10.0.1.5:5432"], Lists(Sweeps(3).First(), AttributeNames.TalksTo)!);
    }

    [Fact]
    public void Long_lists_are_cut_and_named()
    {
        Table([.. Enumerable.Range(0, 40).Select(i => SocketsTests.Row("0200000A:C352", $"{i:X2}01000A:1538", "01"))]);

        var told = Sweeps(3).First();

        Assert.Equal(32, Lists(told, AttributeNames.TalksTo)!.Count);
        Assert.Equal([AttributeNames.TalksTo], told.Cut);
    }

    [Fact]
    public async Task The_lists_that_are_cut_join_those_that_inspect_cut()
    {
        Table([.. Enumerable.Range(0, 40).Select(i => SocketsTests.Row("0200000A:C352", $"{i:X2}01000A:1538", "01"))]);
        var mounts = string.Join(',', Enumerable.Range(0, 40).Select(i => $$"""{"Type":"volume","Name":"v{{i}}"}"""));
        var root = System.Text.Json.JsonElement.Parse(Some.Inspect(new Some.State { Running = true, Pid = 42, Started = Some.Noon })[..^2] + $$""","Mounts":[{{mounts}}] }""");
        _host.Kit.Inventory.Get(Some.Id).Snapshot = new Diagnoser.Collector.Evidence.ContainerSnapshot(root, Some.Noon);

        await new MeasurementOutlet(_host.Kit).PublishAsync(Sweeps(3).First(), TestContext.Current.CancellationToken);
        var made = await _host.Published.NextAsync(EventTypes.NetSample);

        Assert.Equal([AttributeNames.Volumes, AttributeNames.TalksTo], made.Attributes[AttributeNames.CutAttributes].List);
    }

    [Fact]
    public void Of_a_table_that_is_too_long_no_count_is_told()
    {
        Table([.. Enumerable.Range(0, 5000).Select(i => SocketsTests.Row("0200000A:C352", $"{i:X4}000A:1538", "08"))]);

        var told = Sweeps(3).First();

        Assert.False(AttributeMap.From(told.Fields).TryGet("net.tcp.close_wait", out _));
        Assert.Contains("net.tcp.unanswered", told.Cut);
    }

    [Fact]
    public void Counters_are_told_as_growth_with_the_ratio_of_what_was_sent_again()
    {
        _ = Sweeps(3);
        Snmp(segments: 1000, retransmits: 50, attemptFails: 7);

        var told = Sweeps(3).Last(t => Number(t, "net.tcp.out_segments_delta") > 0);

        Assert.Equal((1000, 50, 0.05, 7), (Number(told, "net.tcp.out_segments_delta"), Number(told, "net.tcp.retransmits_delta"), Number(told, "net.tcp.retransmit_ratio"), Number(told, "net.tcp.attempt_fails_delta")));
    }

    [Fact]
    public void A_container_on_the_hosts_network_has_none_of_its_own()
    {
        Start(43);
        _ = _host.Run(Some.OtherId, 43, ""","NetworkMode":"host" """);

        Assert.All(Sweeps(8), t => Assert.Equal(Some.Id, t.ContainerId));
    }

    [Fact]
    public void Tables_are_read_for_a_share_of_the_budget_and_all_get_their_turn()
    {
        var spent = TimeSpan.Zero;
        using var host = new MeasuredHost(_tree);
        var samples = new NetSamples(host.Kit, host.Sampler, new NetReader(new FileBytes()), () => spent += TimeSpan.FromMilliseconds(4));
        var ids = Enumerable.Range(0, 12).Select(i => i.ToString("x64", CultureInfo.InvariantCulture)).ToList();
        foreach (var (id, i) in ids.Select((id, i) => (id, i)))
        {
            Start(100 + i);
            _tree.Write($"proc/{100 + i}/cgroup", $"0::/docker/{id}\n");
            _ = host.Run(id, 100 + i);
        }

        var read = new List<int>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < 6; i++)
        {
            host.Clock.Advance(TimeSpan.FromSeconds(10));
            var told = samples.Sweep(host.Clock.GetUtcNow()).Where(t => Lists(t, "net.tcp.listening") is not null).ToList();
            read.Add(told.Count);
            seen.UnionWith(told.Select(t => t.ContainerId));
        }

        Assert.All(read, count => Assert.InRange(count, 0, 3));
        Assert.Equal(12, seen.Count);
    }

    private void Start(int pid)
    {
        _tree.Write($"proc/{pid}/cgroup", $"0::/docker/{(pid == 43 ? Some.OtherId : Some.Id)}\n");
        Snmp(pid: pid);
        _tree.Write($"proc/{pid}/net/tcp", SocketsTests.Rows());
    }

    private void Snmp(long segments = 0, long retransmits = 0, long attemptFails = 0, long synRetransmits = 0, int pid = 42)
    {
        _tree.Write($"proc/{pid}/net/snmp", $"Tcp: AttemptFails OutSegs RetransSegs\nTcp: {attemptFails} {segments} {retransmits}\n");
        _tree.Write($"proc/{pid}/net/netstat", $"TcpExt: TCPSynRetrans\nTcpExt: {synRetransmits}\n");
    }

    private void Table(params string[] rows) => _tree.Write("proc/42/net/tcp", SocketsTests.Rows(rows));

    private List<Measurement> Sweeps(int count)
    {
        var told = new List<Measurement>();
        for (var i = 0; i < count; i++)
        {
            _host.Clock.Advance(TimeSpan.FromSeconds(10));
            told.AddRange(_samples.Sweep(_host.Clock.GetUtcNow()));
        }

        return told;
    }

    private static IReadOnlyList<string>? Lists(Measurement measurement, string field) => AttributeMap.From(measurement.Fields)[field].List;

    private static double Number(Measurement measurement, string field) =>
        AttributeMap.From(measurement.Fields).TryGet(field, out var value) && value.TryGetNumber(out var number) ? number : double.NaN;
}
