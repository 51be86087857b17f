using System.Globalization;
using System.Text;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Sources.Measuring;

/// <summary>What was read and published of a run's network.</summary>
internal sealed class NetAccount(RunHistory history, string procPath, NetReading first)
{
    // At ten seconds between readings: nothing that works takes that long to answer.
    private const int UnansweredReadings = 3;
    private const int MostEntries = 32;

    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan TableInterval = TimeSpan.FromMinutes(5);

    private readonly DateTimeOffset _begun = first.Time;
    private Dictionary<SocketAddress, int> _asked = [];
    private DateTimeOffset? _tableAt;
    private bool _hasSettledTable;

    public RunHistory History { get; } = history;

    /// <summary>The <c>net</c> folder of its main process.</summary>
    public byte[] Folder { get; } = FolderOf(procPath, history.Pid);

    public Series<NetReading> Series { get; } = new(first);

    public NetReading Last { get; set; } = first;

    /// <summary>When its sockets were read last; the begin of time if never.</summary>
    public DateTimeOffset TableAt => _tableAt ?? DateTimeOffset.MinValue;

    /// <summary>True while it waits for answers: then it is worth the cost to look at its sockets each time.</summary>
    public bool IsAsking => _asked.Count > 0;

    public static byte[] FolderOf(string procPath, int pid) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{procPath}/{pid}/net"));

    /// <summary>True if it is time to see its sockets: soon after its begin, a minute later, when who should listen does, and then now and then.</summary>
    public bool WantsTable(DateTimeOffset now) =>
        _tableAt is not { } at || (now - at).Duration() >= TableInterval || (!_hasSettledTable && now - _begun >= Settled);

    /// <summary>Its sockets were read: what they say.</summary>
    public (List<KeyValuePair<string, AttributeValue>> Fields, List<string> Cut) Take(Sockets sockets, DateTimeOffset now, long ephemeralPorts)
    {
        _tableAt = now;
        _hasSettledTable |= now - _begun >= Settled;
        var asked = new Dictionary<SocketAddress, int>();
        foreach (var peer in sockets.Asked)
        {
            // Who has answered another call is there, and slow at worst.
            if (!sockets.TalksTo.Contains(peer))
            {
                asked[peer] = _asked.GetValueOrDefault(peer) + 1;
            }
        }

        _asked = asked;
        var cut = new List<string>();
        var fields = new List<KeyValuePair<string, AttributeValue>>
        {
            Of("net.tcp.listening", sockets.Listening, sockets.IsCut, cut),
            Of("net.tcp.unanswered", asked.Where(peer => peer.Value >= UnansweredReadings).Select(peer => peer.Key), sockets.IsCut, cut),
            Of(AttributeNames.TalksTo, sockets.TalksTo, sockets.IsCut, cut),
            new("net.tcp.ports_used_ratio", (double)sockets.MostPortsUsed / ephemeralPorts),
        };
        if (!sockets.IsCut)
        {
            // Of a table that was not read to its end a count would be too low.
            fields.Add(new("net.tcp.syn_sent", sockets.AskedCount));
            fields.Add(new("net.tcp.close_wait", sockets.CloseWaitCount));
        }

        return (fields, cut);
    }

    private static KeyValuePair<string, AttributeValue> Of(string name, IEnumerable<SocketAddress> addresses, bool isCut, List<string> cut)
    {
        var texts = addresses.Select(address => address.ToString()).Order(StringComparer.Ordinal).Take(MostEntries + 1).ToList();
        if (isCut || texts.Count > MostEntries)
        {
            cut.Add(name);
        }

        return new(name, AttributeValue.FromList(texts.Count > MostEntries ? texts[..MostEntries] : texts));
    }
}
