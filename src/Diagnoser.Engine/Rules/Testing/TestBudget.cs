using Diagnoser.Engine.Rules.Reading;

namespace Diagnoser.Engine.Rules.Testing;

/// <summary>
/// What the events of all tests of a rule may hold together. Repeats are short to write, so that without a bound a small file would make
/// gigabytes of events.
/// </summary>
/// <param name="log">Takes the finding when it is used up, once.</param>
internal sealed class TestBudget(FindingLog log)
{
    private const long Most = 32 << 20;

    // What a node costs besides its text.
    private const int Node = 16;

    private long _used;

    /// <summary>Characters that a node holds, with something for each part of it.</summary>
    public static long Weigh(RuleNode? node) => node switch
    {
        ScalarNode scalar => Node + scalar.Text.Length,
        ListNode list => Node + list.Items.Sum(Weigh),
        MapNode map => Node + map.Entries.Sum(e => Weigh(e.Key) + Weigh(e.Value)),
        _ => 0,
    };

    /// <summary>Takes what an event and its container hold, as often as it is repeated; false if so much is not left.</summary>
    public bool TryTake(RuleNode item, long container, int repeat, string path)
    {
        var isNews = _used <= Most;
        _used += (Weigh(item) + container) * repeat;
        if (_used > Most && isNews)
        {
            log.Error(item, path, $"the events of a rule's tests hold at most {Most >> 20} MiB together, each repeat and what its container carries counted");
        }

        return _used <= Most;
    }
}
