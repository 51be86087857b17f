using System.Text;
using Diagnoser.Collector.Sources.Measuring;
using Diagnoser.Collector.Tests.Support;

namespace Diagnoser.Collector.Tests.Sources.Measuring;

public sealed class SocketsTests : IDisposable
{
    private const string Header = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";

    private readonly HostTree _tree = new();
    private readonly Sockets _sockets = new();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void Tells_calls_from_those_that_came_in()
    {
        Table("tcp", Row("00000000:1F90", "00000000:0000", "0A"), Row("0200000A:1F90", "0900000A:C350", "01"), Row("0200000A:C351", "0501000A:1538", "01"));

        Assert.True(Read());
        Assert.Equal(["0.0.0.0:8080"], _sockets.Listening.Select(a => a.ToString()));
        Assert.Equal(["10.0.1.5:5432"], _sockets.TalksTo.Select(a => a.ToString()));
    }

    [Fact]
    public void Counts_states_and_ports_towards_the_peer_that_has_most()
    {
        Table(
            "tcp",
            Row("0200000A:C351", "0501000A:1538", "06"),
            Row("0200000A:C352", "0501000A:1538", "06"),
            Row("0200000A:C353", "0501000A:1538", "01"),
            Row("0200000A:C354", "0601000A:1538", "08"),
            Row("0200000A:C355", "0701000A:1538", "02"));

        Assert.True(Read());
        Assert.Equal((1, 1, 3, false), (_sockets.AskedCount, _sockets.CloseWaitCount, _sockets.MostPortsUsed, _sockets.IsCut));
        Assert.Equal(["10.0.1.7:5432"], _sockets.Asked.Select(a => a.ToString()));
    }

    [Fact]
    public void Both_tables_are_read_and_what_is_within_is_nobody()
    {
        Table("tcp", Row("0100007F:C351", "0100007F:1538", "01"));
        Table("tcp6", Row("00000000000000000000000000000000:0050", "00000000000000000000000000000000:0000", "0A"), Row("0000000000000000FFFF00000200000A:0050", "0000000000000000FFFF00000900000A:C350", "01"));

        Assert.True(Read());
        Assert.Equal(["[::]:80"], _sockets.Listening.Select(a => a.ToString()));
        Assert.Empty(_sockets.TalksTo);
    }

    [Fact]
    public void A_huge_table_is_read_in_part_and_that_is_said()
    {
        Table("tcp", [Row("00000000:1F90", "00000000:0000", "0A"), .. Enumerable.Range(0, 100_000).Select(i => Row("0200000A:C351", $"{i:X8}:1538", "06"))]);

        Assert.True(Read());
        Assert.True(_sockets.IsCut);
        Assert.Single(_sockets.Listening);
        Table("tcp", Row("00000000:1F90", "00000000:0000", "0A"));
        Assert.True(Read());
        Assert.False(_sockets.IsCut);
    }

    [Fact]
    public void Damaged_rows_are_skipped()
    {
        Table("tcp", "nonsense\n", "   1: 00000000:1F90\n", Row("00000000:1F91", "00000000:0000", "0A"));

        Assert.True(Read());
        Assert.Single(_sockets.Listening);
    }

    [Fact]
    public void Tables_that_are_gone_are_no_empty_tables() => Assert.False(Read());

    internal static string Row(string local, string remote, string state) =>
        $"   0: {local} {remote} {state} 00000000:00000000 00:00000000 00000000     0        0 12345 1 0000000000000000 100 0 0 10 0                     \n";

    internal static string Rows(params IEnumerable<string> rows) => Header + string.Concat(rows);

    private void Table(string name, params string[] rows) => _tree.Write($"proc/42/net/{name}", Rows(rows));

    private bool Read() => _sockets.Read(Encoding.UTF8.GetBytes($"{_tree.Proc}/42/net"));
}
