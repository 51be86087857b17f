using Diagnoser.Engine.Rules;

namespace Diagnoser.Server.Tests.Fuzzing;

/// <summary>Changes one part of a tree: takes it away, doubles it, gives it another type or depth, or puts there what belongs elsewhere.</summary>
internal sealed class TreeSpoiler(Random random, IReadOnlyList<RuleNode> parts)
{
    private int _left;

    /// <summary>The node and all below it.</summary>
    public static IEnumerable<RuleNode> Below(RuleNode node) => node switch
    {
        MapNode map => map.Entries.SelectMany(e => Below(e.Value)).Prepend(map),
        ListNode list => list.Items.SelectMany(Below).Prepend(list),
        _ => [node],
    };

    public RuleNode Spoil(RuleNode root)
    {
        _left = random.Next(Below(root).Count());
        return Reach(root);
    }

    // Counts down to the part that is to be changed; what is on the way is made anew.
    private RuleNode Reach(RuleNode node)
    {
        if (_left-- == 0)
        {
            return Change(node);
        }

        return node switch
        {
            MapNode map => map with { Entries = [.. map.Entries.Select(e => KeyValuePair.Create(e.Key, Reach(e.Value)))] },
            ListNode list => list with { Items = [.. list.Items.Select(Reach)] },
            _ => node,
        };
    }

    private RuleNode Change(RuleNode node) => random.Next(8) switch
    {
        0 => new ScalarNode(node.Mark, HostileTexts.Values[random.Next(HostileTexts.Values.Length)], random.Next(2) == 0),
        1 => parts[random.Next(parts.Count)],
        2 => Nested(node),
        3 => new ListNode(node.Mark, [.. Enumerable.Repeat(node, random.Next(random.Next(3, 300)))]),
        _ => node switch
        {
            MapNode map => Change(map),
            ListNode list => Change(list),
            _ => Change((ScalarNode)node),
        },
    };

    private RuleNode Nested(RuleNode node)
    {
        for (var depth = random.Next(1, 30); depth > 0; depth--)
        {
            node = random.Next(2) == 0
                ? new ListNode(node.Mark, [node])
                : new MapNode(node.Mark, [KeyValuePair.Create(new ScalarNode(node.Mark, "where", false), node)]);
        }

        return node;
    }

    private MapNode Change(MapNode map)
    {
        var entries = map.Entries.ToList();
        var at = random.Next(entries.Count + 1);
        if (at == entries.Count)
        {
            return map with { Entries = [.. entries, Entry()] };
        }

        switch (random.Next(5))
        {
            case 0:
                entries.RemoveAt(at);
                break;
            case 1:
                entries.Add(entries[at]);
                break;
            case 2:
                entries[at] = KeyValuePair.Create(Entry().Key, entries[at].Value);
                break;
            case 3:
                entries[at] = KeyValuePair.Create(entries[at].Key with { Text = HostileTexts.Spoil(entries[at].Key.Text, random) }, entries[at].Value);
                break;
            default:
                // As many keys as a file holds.
                entries.AddRange(Enumerable.Range(0, random.Next(2000)).Select(i => KeyValuePair.Create(entries[at].Key with { Text = $"{entries[at].Key.Text}{i}" }, entries[at].Value)));
                break;
        }

        return map with { Entries = entries };
    }

    // A key with its value, out of some map of some rule.
    private KeyValuePair<ScalarNode, RuleNode> Entry()
    {
        while (true)
        {
            if (parts[random.Next(parts.Count)] is MapNode { Entries.Count: > 0 } map)
            {
                return map.Entries[random.Next(map.Entries.Count)];
            }
        }
    }

    private ListNode Change(ListNode list)
    {
        var items = list.Items.ToList();
        if (items.Count == 0)
        {
            return list with { Items = [parts[random.Next(parts.Count)]] };
        }

        var at = random.Next(items.Count);
        switch (random.Next(4))
        {
            case 0:
                items.RemoveAt(at);
                break;
            case 1:
                items.InsertRange(at, Enumerable.Repeat(items[at], random.Next(1, random.Next(2, 400))));
                break;
            case 2:
                items[at] = parts[random.Next(parts.Count)];
                break;
            default:
                items.Reverse();
                break;
        }

        return list with { Items = items };
    }

    private ScalarNode Change(ScalarNode scalar) =>
        random.Next(3) == 0 ? scalar with { Quoted = !scalar.Quoted } : scalar with { Text = HostileTexts.Spoil(scalar.Text, random) };
}
