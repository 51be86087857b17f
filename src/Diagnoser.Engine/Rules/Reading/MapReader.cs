using System.Collections.Frozen;
using System.Globalization;
using Diagnoser.Engine.Rules.Expressions;
using Diagnoser.Engine.Rules.Linting;

namespace Diagnoser.Engine.Rules.Reading;

/// <summary>Reads the keys of one map and remembers which it knows, so that <see cref="Close"/> can name those that nobody asked for.</summary>
internal sealed class MapReader
{
    // These may stand empty, as in a form that is filled in later: nothing depends on them.
    private static readonly FrozenSet<string> Describing = FrozenSet.Create(StringComparer.Ordinal, "owner", "tags", "description", "docs", "references");

    private readonly MapNode _node;
    private readonly FindingLog _log;
    private readonly string _path;
    private readonly List<string> _known = [];

    // Said to be missing already.
    private readonly HashSet<string> _required = new(StringComparer.Ordinal);

    private MapReader(MapNode node, FindingLog log, string path)
    {
        _node = node;
        _log = log;
        _path = path;
    }

    public MapNode Node => _node;

    /// <summary>A reader of this node, or null and a finding if it is no map.</summary>
    public static MapReader? Of(RuleNode? node, FindingLog log, string path, string shape)
    {
        if (node is MapNode map)
        {
            return new MapReader(map, log, path);
        }

        if (node is not null)
        {
            log.Error(node, path, $"must be a map such as {shape}, found {Words(node)}", LintChecks.WrongShape);
        }

        return null;
    }

    public static string Words(RuleNode node) => node switch
    {
        MapNode => "a map",
        ListNode => "a list",
        ScalarNode { Text: "", Quoted: false } => "nothing",
        ScalarNode scalar => $"'{Short(scalar.Text)}'",
        _ => "something else",
    };

    public static string Short(string text) => Templates.VisibleText.Of(text, 60);

    public string Path(string key) => _path.Length == 0 ? key : $"{_path}.{key}";

    /// <summary>The node of a key; null if the key is absent or has no value.</summary>
    public RuleNode? Take(string key)
    {
        _known.Add(key);
        var node = _node.Entries.FirstOrDefault(e => e.Key.Text == key).Value;
        return node is ScalarNode { Text: "", Quoted: false } ? null : node;
    }

    public RuleNode? Require(string key, string what)
    {
        var node = Take(key);
        if (node is null)
        {
            _ = _required.Add(key);
            _log.Error(_node.Entries.FirstOrDefault(e => e.Key.Text == key).Key ?? (RuleNode)_node, Path(key), $"is missing; {what}", LintChecks.MissingKey);
        }

        return node;
    }

    /// <summary>A scalar; null, with a finding if it is something else.</summary>
    public ScalarNode? Scalar(string key)
    {
        var node = Take(key);
        if (node is not null and not ScalarNode)
        {
            _log.Error(node, Path(key), $"must be a text, found {Words(node)}", LintChecks.WrongShape);
        }

        return node as ScalarNode;
    }

    public ScalarNode? RequireScalar(string key, string what) => Require(key, what) is null ? null : Scalar(key);

    public string? Choice(string key, IReadOnlyList<string> allowed)
    {
        var scalar = Scalar(key);
        if (scalar is null || allowed.Contains(scalar.Text))
        {
            return scalar?.Text;
        }

        _log.Error(scalar, Path(key), $"'{Short(scalar.Text)}' is not one of {string.Join(", ", allowed)}{Nearest.Hint(scalar.Text, allowed)}");
        return null;
    }

    public bool? Boolean(string key)
    {
        var scalar = Scalar(key);
        if (scalar is null or { Text: "true" or "false", Quoted: false })
        {
            return scalar is null ? null : scalar.Text == "true";
        }

        _log.Error(scalar, Path(key), $"is true or false, found {Words(scalar)}");
        return null;
    }

    /// <summary>The last day on which something holds.</summary>
    public DateOnly? Day(string key)
    {
        if (Scalar(key) is not { } scalar)
        {
            return null;
        }

        if (DateOnly.TryParseExact(scalar.Text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day != DateOnly.MaxValue)
        {
            return day;
        }

        _log.Error(scalar, Path(key), $"'{Short(scalar.Text)}' is not a day such as 2026-12-31");
        return null;
    }

    public TimeSpan? Duration(string key, TimeSpan most)
    {
        if (Scalar(key) is not { } scalar)
        {
            return null;
        }

        if (!Quantity.TryParse(scalar.Text, out var quantity) || quantity.Type != ExpressionType.Duration)
        {
            _log.Error(scalar, Path(key), $"'{Short(scalar.Text)}' is not a duration such as 30s, 5m or 1h30m; units are {Quantity.DurationUnits}");
            return null;
        }

        if (quantity.Amount <= 0 || quantity.Amount > most.TotalSeconds)
        {
            _log.Error(scalar, Path(key), $"must be more than 0 and at most {Templates.Humanize.Duration(most.TotalSeconds)}");
            return null;
        }

        return TimeSpan.FromSeconds(quantity.Amount);
    }

    public int? Integer(string key, int least, int most)
    {
        if (Scalar(key) is not { } scalar)
        {
            return null;
        }

        if (!scalar.Quoted && int.TryParse(scalar.Text, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        _log.Error(scalar, Path(key), $"must be a whole number from {least} to {most}, found {Words(scalar)}");
        return null;
    }

    /// <summary>The items of a list; empty if the key is absent, with a finding if it is no list.</summary>
    public IReadOnlyList<RuleNode> List(string key, string shape)
    {
        var node = Take(key);
        if (node is not null and not ListNode)
        {
            _log.Error(node, Path(key), $"must be a list such as {shape}, found {Words(node)}", LintChecks.WrongShape);
        }

        return (node as ListNode)?.Items ?? [];
    }

    public IReadOnlyList<ScalarNode> Scalars(string key, string shape)
    {
        var items = List(key, shape);
        foreach (var item in items.Where(i => i is not ScalarNode { Text.Length: > 0 }))
        {
            _log.Error(item, Path(key), $"its items are texts, found {Words(item)}", LintChecks.WrongShape);
        }

        return [.. items.OfType<ScalarNode>().Where(s => s.Text.Length > 0)];
    }

    private bool Decides(string key, List<string> known) => known.Contains(key) && !_required.Contains(key) && !Describing.Contains(key);

    /// <summary>Reports the keys that were not asked for; those of the language that this version lacks are said to be so.</summary>
    public void Close(params IReadOnlyList<string> notSupported)
    {
        var known = _known.Distinct().ToList();

        // A condition of which all was commented out would match everything.
        foreach (var (key, value) in _node.Entries.Where(e => e.Value is ScalarNode { Text: "", Quoted: false } && Decides(e.Key.Text, known)))
        {
            _log.Error(value, Path(key.Text), "has no value; give it one, or take the key out", LintChecks.WrongValue);
        }

        foreach (var (key, _) in _node.Entries.Where(e => !known.Contains(e.Key.Text)))
        {
            _log.Error(
                key,
                Path(key.Text),
                notSupported.Contains(key.Text)
                    ? $"'{key.Text}' is not supported by this version"
                    : $"unknown key '{Short(key.Text)}'{Nearest.Hint(key.Text, known, $"allowed: {string.Join(", ", known)}")}",
                notSupported.Contains(key.Text) ? LintChecks.Unsupported : LintChecks.UnknownKey);
        }
    }
}
