using System.Text.Json;
using CsCheck;
using Diagnoser.Contracts;
using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Tests.Rules;

namespace Diagnoser.Engine.Tests.Matching;

/// <summary>Rules and events at random, out of so few values that they often meet.</summary>
internal static class RandomRules
{
    private static readonly string[] Words = ["connection refused", "refused", "panic: nil", "out of memory", "élan", "ab", "web", "api", "K8S pod"];

    private static readonly Gen<string> Word = Gen.OneOf(Words);

    private static readonly Gen<string> Pattern = Gen.OneOf(
        @"(?<who>\w+) refused", "panic: .*", "(?i)OUT OF memory", "connection (refused|reset)", "a.*b", "[Pp]anic", "(refused|memory)", "k8s", @"^\d+ web$", "élan|panic");

    private static readonly Gen<(string Key, string Value)> Predicate = Gen.OneOf(
        Gen.Select(Gen.OneOf("", "|not", "|gte", "|lt"), Codes(), (op, codes) => (AttributeNames.ExitCode + op, op is "" or "|not" ? codes : "1")),
        Gen.Select(Gen.OneOf("", "", "|not", "|i", "|i|not"), Names(), (op, names) => ("service.name" + op, names)),
        Gen.Select(Gen.OneOf("", "|not"), Names(), (op, names) => ("container.label.team" + op, names)),
        Gen.Select(Gen.OneOf("true", "false"), value => (AttributeNames.OomKilled, value)),
        Gen.Select(Gen.OneOf("kernelHost", "itself"), value => ("container.exit.ended_by", Quoted(value))),
        Gen.Select(Gen.OneOf("contains", "startswith", "endswith"), Gen.OneOf("", "|i", "|not"), Gen.Bool, Word.List[1, 3], Text),
        Gen.Select(Gen.OneOf("", "|i", "|not"), Gen.OneOf("*refused*", "conn*", "?anic: *", "*b"), (op, glob) => ($"{AttributeNames.Error}|glob{op}", Quoted(glob))),
        Gen.Select(Gen.OneOf("", "|i", "|not"), Pattern.List[1, 2], (op, patterns) => ($"{AttributeNames.Error}|re{op}", JsonSerializer.Serialize(patterns))),
        Gen.Select(Pattern, pattern => ("log.tail|re", Quoted(pattern))),
        Gen.Select(Gen.OneOf("", "|i", "|not"), Word, (op, word) => ($"{AttributeNames.Volumes}|has{op}", Quoted(word))),
        Gen.Select(Gen.Bool, exists => ($"{AttributeNames.Error}|exists", exists ? "true" : "false")),
        Gen.Const(("container.name|field", Quoted("service.name"))));

    private static readonly Gen<string> Where = Predicate.List[0, 4].Select(ps => $"{{ {string.Join(", ", ps.DistinctBy(p => p.Key).Select(p => $"{Quoted(p.Key)}: {p.Value}"))} }}");

    private static readonly Gen<string> Match = Gen.Select(
        Gen.OneOf(Where, Where.List[1, 3].Select(ws => $"[{string.Join(", ", ws)}]")),
        Gen.OneOf("", "", "", ", \"when\": \"container.exit_code > 1 && has(container.error)\"", ", \"when\": \"service.name in ['web', 'api'] || max(container.exit_code, 2) == 2\""),
        (where, when) => $$"""{ "event": "container.die", "where": {{where}}{{when}} }""");

    private static readonly Gen<AttributeValue> AnyText = Gen.Select(
        Gen.OneOf(Word, Word.List[1, 3].Select(ws => string.Join(' ', ws))), Gen.Int[0, 120], Gen.Bool,
        (text, noise, upper) => AttributeValue.FromText(new string('.', noise) + (upper ? text.ToUpperInvariant() : text)));

    // Some attributes come with a type that the catalogue does not say.
    private static readonly Gen<(string Name, AttributeValue Value)> Attribute = Gen.OneOf(
        Gen.Select(Gen.OneOf<AttributeValue>(0, 1, 137, 2.0, "137"), v => (AttributeNames.ExitCode, v)),
        Gen.Select(Gen.OneOf<AttributeValue>(true, false, "true"), v => (AttributeNames.OomKilled, v)),
        Gen.Select(Gen.OneOf(Word.Select(AttributeValue.FromText), Word.List[1, 2].Select(AttributeValue.FromList)), v => ("container.label.team", v)),
        Gen.Select(Gen.OneOf(AnyText, AnyText, Word.List[0, 3].Select(AttributeValue.FromList)), v => (AttributeNames.Error, v)),
        Gen.Select(Gen.OneOf(Word.List[0, 3].Select(AttributeValue.FromList), AnyText), v => (AttributeNames.Volumes, v)));

    /// <summary>Rule sets.</summary>
    public static readonly Gen<RuleSet> Sets = Match.List[1, 2].List[1, 25].Select(rules => RuleSet.Of(rules.Select(Rule)));

    /// <summary>Events.</summary>
    public static readonly Gen<DockerEvent> Events = Gen.Select(
        Attribute.List[0, 5], Gen.OneOf("web", "api", "WEB", "Web-1"), Gen.OneOf(EndedBy.KernelHost, EndedBy.Itself, EndedBy.Unknown), Word.List[0, 2], Event);

    private static Gen<string> Codes() => Gen.OneOf("0", "1", "137").List[1, 3].Select(c => c.Count == 1 ? c[0] : $"[{string.Join(", ", c)}]");

    private static Gen<string> Names() => Gen.OneOf("web", "api", "WEB").List[1, 2].Select(n => JsonSerializer.Serialize(n));

    private static string Quoted(string text) => JsonSerializer.Serialize(text);

    private static (string, string) Text(string comparison, string op, bool all, List<string> words) =>
        ($"{AttributeNames.Error}|{comparison}{op}{(all ? "|all" : "")}", JsonSerializer.Serialize(words));

    private static Rule Rule(List<string> matches, int index)
    {
        var selections = matches.Select((m, i) => $"\"s{i}\": {m}");
        return Nodes.Rule($$"""
            {
              "rule": "r{{index}}", "title": "t", "severity": "info", "scope": "{{(index % 7 == 6 ? "fleet" : "host")}}",
              "match": { {{string.Join(", ", selections)}} },
              "correlate": { "any": [{{string.Join(", ", matches.Select((_, i) => $"\"s{i}\""))}}] },
              "diagnosis": { "summary": "s", "cause": "c", "confidence": 0.5 }
            }
            """);
    }

    private static DockerEvent Event(List<(string Name, AttributeValue Value)> attributes, string service, EndedBy endedBy, List<string> tail) =>
        Nodes.Event([.. attributes]) with
        {
            Service = service,
            Exit = new ExitVerdict(endedBy, "reason", Certainty.Confirmed, [], []),
            Evidence = [new(EvidenceKinds.Logs, default, JsonSerializer.SerializeToElement(tail.Select(text => new { text })))],
        };
}
