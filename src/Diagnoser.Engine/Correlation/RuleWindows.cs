using Diagnoser.Contracts;
using Diagnoser.Engine.Rules;

namespace Diagnoser.Engine.Correlation;

/// <summary>The windows of one rule by correlation key; bounded, with what was dropped counted.</summary>
internal sealed class RuleWindows
{
    private readonly EngineOptions _options;
    private readonly TimeSpan _keep;
    private readonly Dictionary<string, LinkedListNode<(string Key, KeyWindow Window)>> _byKey = new(StringComparer.Ordinal);

    // Least recently used first: quiet keys are the first to go, and expired ones are found at the front.
    private readonly LinkedList<(string Key, KeyWindow Window)> _byUse = new();
    private DateTimeOffset _newest;

    public RuleWindows(Rule rule, EngineOptions options)
    {
        Rule = rule;
        Key = new CorrelationKey(rule);
        _options = options;

        // An event that arrives late may look back, and a wait may look forward, by one window each.
        _keep = (rule.Correlation.Within * 2) + options.Settle;
    }

    /// <summary>The rule.</summary>
    public Rule Rule { get; }

    /// <summary>Makes the keys.</summary>
    public CorrelationKey Key { get; }

    /// <summary>Events and keys dropped to stay within the bounds.</summary>
    public long Dropped { get; private set; }

    /// <summary>Takes a matched event in and gives the window of its key.</summary>
    public KeyWindow Add(string key, int selection, MatchedEvent matched)
    {
        if (!_byKey.TryGetValue(key, out var node))
        {
            _byKey[key] = node = new LinkedListNode<(string, KeyWindow)>((key, new KeyWindow(Rule.Selections.Count)));
            _byUse.AddLast(node);
        }
        else if (node != _byUse.Last)
        {
            _byUse.Remove(node);
            _byUse.AddLast(node);
        }

        _newest = matched.Event.Time > _newest ? matched.Event.Time : _newest;
        Dropped += node.Value.Window.Add(selection, matched, _keep, _options.WindowLimit);
        Shrink(node);
        return node.Value.Window;
    }

    /// <summary>Forgets an event that no longer matches, because its verdict was amended.</summary>
    public void Forget(int selection, DockerEvent dockerEvent)
    {
        foreach (var (_, window) in _byUse)
        {
            window.Remove(selection, dockerEvent);
        }
    }

    private void Shrink(LinkedListNode<(string Key, KeyWindow Window)> current)
    {
        while (_byUse.First is { } oldest && oldest != current)
        {
            var expired = oldest.Value.Window.Newest < _newest - (_keep * 2);
            if (!expired && _byKey.Count <= _options.KeyLimit)
            {
                return;
            }

            Dropped += expired ? 0 : 1;
            _byUse.RemoveFirst();
            _ = _byKey.Remove(oldest.Value.Key);
        }
    }
}
