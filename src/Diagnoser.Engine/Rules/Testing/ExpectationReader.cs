using Diagnoser.Engine.Rules.Expressions;
using Diagnoser.Engine.Rules.Linting;
using Diagnoser.Engine.Rules.Reading;

namespace Diagnoser.Engine.Rules.Testing;

/// <summary>Reads <c>expect</c>: <c>none</c>, or a list of partly described diagnoses.</summary>
internal sealed class ExpectationReader(FindingLog log)
{
    public static readonly IReadOnlyList<string> Texts = ["summary", "cause", "title", "severity", "certainty", "container", "service", "host"];
    public static readonly IReadOnlyList<string> Lists = ["fixes", "missing", "codes", "refined"];

    // Each is compared with each diagnosis.
    private const int MaxExpectations = 100;

    private const string Shape = "{ container: c1, summary|contains: \"at its 512 MiB limit\", fixes|has: raise-limit }";
    public static readonly IReadOnlyList<string> Others = ["at", "rule", "hidden_by"];

    public IReadOnlyList<Expectation> Read(RuleNode? node, string path)
    {
        if (node is null or ScalarNode { Text: "none" })
        {
            return [];
        }

        if (node is not ListNode { Items.Count: > 0 } list)
        {
            log.Error(node, path, $"must be none or a list such as [{Shape}], found {MapReader.Words(node)}", LintChecks.WrongShape);
            return [];
        }

        if (list.Items.Count > MaxExpectations)
        {
            log.Error(node, path, $"a test expects at most {MaxExpectations} diagnoses, found {list.Items.Count}");
            return [];
        }

        return [.. list.Items.Select(i => MapReader.Of(i, log, path, Shape)).OfType<MapReader>().Select(m => One(m, path))];
    }

    private Expectation One(MapReader map, string path)
    {
        var checks = new List<KeyValuePair<string, string>>();
        foreach (var (key, value) in map.Node.Entries)
        {
            var at = $"{path}.{MapReader.Short(key.Text)}";
            if (Misuse(key.Text) is { } misuse)
            {
                log.Error(key, at, misuse, LintChecks.UnknownKey);
                continue;
            }

            IReadOnlyList<RuleNode> values = value is ListNode list ? list.Items : [value];
            foreach (var item in values)
            {
                if (item is ScalarNode { Text.Length: > 0 } scalar)
                {
                    CheckValue(key.Text, scalar, at);
                    checks.Add(new(key.Text, scalar.Text));
                }
                else
                {
                    log.Error(item, at, $"must be a text, found {MapReader.Words(item)}", LintChecks.WrongShape);
                }
            }
        }

        return new Expectation(checks);
    }

    private static string? Misuse(string key)
    {
        var bar = key.IndexOf('|', StringComparison.Ordinal);
        var (name, op) = bar < 0 ? (key, "") : (key[..bar], key[(bar + 1)..]);
        string[] known = [.. Texts, .. Lists, .. Others];
        string[] allowed = Texts.Contains(name) ? ["", "contains", "re", "not"] : Lists.Contains(name) ? ["has", "not"] : [""];
        if (!known.Contains(name))
        {
            return $"unknown key '{MapReader.Short(name)}'{Nearest.Hint(name, known, $"allowed: {string.Join(", ", known)}")}";
        }

        return allowed.Contains(op) ? null
            : $"{name} is written {string.Join(", ", allowed.Select(o => o.Length == 0 ? name : $"{name}|{o}"))}{Nearest.Hint(op, allowed)}";
    }

    private void CheckValue(string key, ScalarNode value, string at)
    {
        string[]? choices = key switch
        {
            "severity" => ["critical", "warning", "info"],
            "certainty" => ["confirmed", "probable", "inconclusive"],
            _ => null,
        };
        if (choices?.Contains(value.Text) == false)
        {
            log.Error(value, at, $"'{MapReader.Short(value.Text)}' is not one of {string.Join(", ", choices)}{Nearest.Hint(value.Text, choices)}");
        }
        else if (key.EndsWith("|re", StringComparison.Ordinal) && RegexReader.Compile(value.Text, ignoreCase: false, out var problem) is null)
        {
            log.Error(value, at, problem, LintChecks.WrongRegex);
        }
        else if (key == "at" && !(Quantity.TryParse(value.Text, out var quantity) && quantity.Type == ExpressionType.Duration))
        {
            log.Error(value, at, $"'{MapReader.Short(value.Text)}' is not a time such as 1s; units are {Quantity.DurationUnits}");
        }
    }
}
