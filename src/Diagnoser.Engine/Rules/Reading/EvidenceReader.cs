using System.Collections.Frozen;
using Diagnoser.Engine.Events;
using Diagnoser.Engine.Rules.Expressions;
using Diagnoser.Engine.Rules.Linting;
using Diagnoser.Engine.Rules.Templates;
using Diagnoser.Engine.Topology;

namespace Diagnoser.Engine.Rules.Reading;

/// <summary>Reads <c>evidence</c> and tells <see cref="RuleNames"/> what it is called and which type it has.</summary>
internal sealed class EvidenceReader(FindingLog log, IReadOnlyList<string> matched, IReadOnlyList<string> steps, RuleNames names)
{
    private const int MaxEvidence = 32;
    private const int MaxLines = 1000;
    // What is measured again and again: the numbers of all events, whoever attaches them.
    private static readonly FrozenSet<string> Series = EventCatalogue.All.SelectMany(s => s.Fields)
        .Where(f => f.Type is FieldType.Bytes or FieldType.Number or FieldType.Integer or FieldType.Ratio or FieldType.Duration)
        .Select(f => f.Name)
        .ToFrozenSet(StringComparer.Ordinal);

    internal static readonly IReadOnlyList<string> Kinds = ["field", "inspect", "logs", "sample", "topology"];
    internal static readonly IReadOnlyList<string> Units = ["bytes", "bytes_per_hour", "duration", "int", "integer", "percent", "pct", "cpus"];
    internal static readonly IReadOnlyList<string> Takes = ["last", "first", "max", "min", "avg", "slope", "time_to_zero"];
    private static readonly TimeSpan MaxWindow = TimeSpan.FromDays(1);

    public IReadOnlyList<EvidenceSpec> Read(RuleNode? node, IEnumerable<string> selections)
    {
        var specs = new List<EvidenceSpec>();
        var taken = selections.ToHashSet(StringComparer.Ordinal);
        var map = MapReader.Of(node, log, "evidence", "{ limit: { inspect: HostConfig.Memory, of: die, as: bytes } }");
        if (map?.Node.Entries.Count > MaxEvidence)
        {
            log.Error(map.Node, "evidence", $"has at most {MaxEvidence} pieces");
        }

        foreach (var (name, item) in map?.Node.Entries ?? [])
        {
            var path = $"evidence.{MapReader.Short(name.Text)}";
            Slugs.CheckAlias(name, log, path);
            if (!taken.Add(name.Text))
            {
                log.Error(name, path, $"'{name.Text}' is the name of a selection already", LintChecks.DuplicateName);
            }
            else if (MapReader.Of(item, log, path, "{ field: die.container.exit_code }") is { } one && One(name.Text, one, path) is { } spec)
            {
                specs.Add(spec);
            }
        }

        return specs;
    }

    private static string Nothing(MapReader map) =>
        map.Node.Entries.Select(e => (Key: e.Key.Text, Kind: Nearest.Find(e.Key.Text, Kinds))).FirstOrDefault(e => e.Kind is not null) is { Key: { } key, Kind: { } kind }
            ? $"'{MapReader.Short(key)}'; did you mean '{kind}'?"
            : "none";

    private EvidenceSpec? One(string name, MapReader map, string path)
    {
        var present = Kinds.Where(k => map.Node.Entries.Any(e => e.Key.Text == k)).ToList();
        if (present.Count != 1)
        {
            names.AddBroken(name);
            log.Error(map.Node, path, $"must have exactly one of {string.Join(", ", Kinds)}, found {(present.Count == 0 ? Nothing(map) : string.Join(" and ", present))}");
            return null;
        }

        var kind = Enum.Parse<EvidenceSpecKind>(present[0], ignoreCase: true);
        var first = map.RequireScalar(present[0], "what is read");
        var topic = kind == EvidenceSpecKind.Topology && first is not null ? Topic(first, map.Path("topology")) : null;
        if (kind == EvidenceSpecKind.Topology && topic is null)
        {
            names.AddBroken(name);
            return null;
        }

        var spec = new EvidenceSpec
        {
            Name = name,
            Kind = kind,
            Path = kind == EvidenceSpecKind.Logs ? "" : first?.Text ?? "",
            Of = kind == EvidenceSpecKind.Field ? "" : Of(map),
            Lines = kind == EvidenceSpecKind.Logs ? map.Integer("logs", 1, MaxLines) ?? 20 : 20,
            Window = kind switch
            {
                EvidenceSpecKind.Logs => map.Duration("before", MaxWindow),
                EvidenceSpecKind.Sample => map.Duration("window", MaxWindow),
                _ => null,
            },
            Match = kind is EvidenceSpecKind.Field or EvidenceSpecKind.Inspect or EvidenceSpecKind.Logs ? Match(map) : null,
            Take = kind is EvidenceSpecKind.Logs or EvidenceSpecKind.Sample ? Taken(map, kind) : Take.Last,
            As = kind == EvidenceSpecKind.Topology ? EvidenceUnit.None : Unit(map),
            Port = topic?.Name == TopologyTopic.PortHolder
                ? ScalarParser.Template(map.Scalar("port"), names, TemplateUse.Literal, log, map.Path("port"))
                : null,
            Lookup = topic?.Name == TopologyTopic.ServicesNamed
                ? ScalarParser.Template(map.RequireScalar("name", "the name that is looked for"), names, TemplateUse.Literal, log, map.Path("name"))
                : null,
        };
        map.Close();
        names.Add(spec, topic?.Type ?? TypeOf(spec, first, map), topic);
        return spec;
    }

    private string Of(MapReader map)
    {
        var of = map.Scalar("of");
        if (of is not null && !matched.Contains(of.Text))
        {
            log.Error(of, map.Path("of"), $"'{MapReader.Short(of.Text)}' is no selection that has an event when the rule fires{Nearest.Hint(of.Text, matched, $"those are {string.Join(", ", matched)}")}", LintChecks.UnknownSelection);
        }
        else if (of is null && steps.Count != 1)
        {
            log.Error(map.Node, map.Path("of"), $"is missing; it names the selection whose event carries the evidence: {string.Join(", ", matched)}", LintChecks.MissingKey);
        }

        return of?.Text ?? steps.FirstOrDefault("");
    }

    private LinearRegex? Match(MapReader map)
    {
        if (map.Scalar("match") is not { } pattern)
        {
            return null;
        }

        var regex = RegexReader.Compile(pattern.Text, ignoreCase: false, out var problem);
        if (regex is null)
        {
            log.Error(pattern, map.Path("match"), problem, LintChecks.WrongRegex);
        }

        return regex;
    }

    private static Take Taken(MapReader map, EvidenceSpecKind kind)
    {
        IReadOnlyList<string> allowed = kind == EvidenceSpecKind.Logs ? ["first", "last"] : Takes;
        return map.Choice("take", allowed) is { } take ? Enum.Parse<Take>(take.Replace("_", "", StringComparison.Ordinal), ignoreCase: true) : Take.Last;
    }

    private static EvidenceUnit Unit(MapReader map) => map.Choice("as", Units) switch
    {
        "bytes" or "bytes_per_hour" => EvidenceUnit.Bytes,
        "duration" => EvidenceUnit.Duration,
        "int" or "integer" => EvidenceUnit.Integer,
        "percent" or "pct" => EvidenceUnit.Percent,
        "cpus" => EvidenceUnit.Cpus,
        _ => EvidenceUnit.None,
    };

    private TopologyTopic? Topic(ScalarNode name, string path)
    {
        var topic = TopologyTopic.Find(name.Text);
        if (topic is null)
        {
            var known = TopologyTopic.All.Select(t => t.Name).ToList();
            log.Error(name, path, $"unknown topology '{MapReader.Short(name.Text)}'{Nearest.Hint(name.Text, known, $"allowed: {string.Join(", ", known)}")}");
        }

        return topic;
    }

    private ExpressionType TypeOf(EvidenceSpec spec, ScalarNode? first, MapReader map)
    {
        var fieldType = ExpressionType.Unknown;
        var problem = "";
        if (first is not null && spec.Kind == EvidenceSpecKind.Field && !names.TryFind(first.Text, out fieldType, out problem))
        {
            log.Error(first, map.Path("field"), problem, LintChecks.UnknownField);
        }

        var path = first?.Text ?? "";
        if (spec.Kind is EvidenceSpecKind.Inspect or EvidenceSpecKind.Sample && path.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('.' or '_' or '-' or '/')))
        {
            log.Error(first!, map.Path(spec.Kind == EvidenceSpecKind.Inspect ? "inspect" : "sample"), $"'{MapReader.Short(path)}' is not a dotted path such as HostConfig.Memory");
        }
        else if (spec.Kind == EvidenceSpecKind.Inspect && first is not null && InspectPaths.Problem(path) is { } unknown)
        {
            log.Warning(first, map.Path("inspect"), unknown, LintChecks.UnknownInspectPath);
        }
        else if (spec.Kind == EvidenceSpecKind.Sample && first is not null && !Series.Contains(path))
        {
            log.Warning(first, map.Path("sample"), $"no source measures '{MapReader.Short(path)}'{Nearest.Hint(path, Series)}", LintChecks.UnknownSeries);
        }

        // What a person wrote into a label, or an expression caught, may be a number.
        var isOurs = !path.Contains(".label.", StringComparison.Ordinal) && !path.Contains(FieldReaders.CapturePrefix, StringComparison.Ordinal);
        if (spec is { Kind: EvidenceSpecKind.Field, As: not EvidenceUnit.None, Match: null } && isOurs
            && fieldType is ExpressionType.Text or ExpressionType.Boolean or ExpressionType.List)
        {
            log.Error(first!, map.Path("as"), $"{path} is no number, so it has no unit; take as out", LintChecks.WrongUnit);
        }

        return spec.As switch
        {
            EvidenceUnit.Bytes => ExpressionType.Bytes,
            EvidenceUnit.Duration => ExpressionType.Duration,
            EvidenceUnit.Percent => ExpressionType.Ratio,
            EvidenceUnit.Integer or EvidenceUnit.Cpus => ExpressionType.Number,
            _ when spec.Match is not null => ExpressionType.Text,
            _ when spec.Take == Take.TimeToZero => ExpressionType.Duration,
            _ => spec.Kind == EvidenceSpecKind.Sample ? ExpressionType.Number : fieldType,
        };
    }
}
