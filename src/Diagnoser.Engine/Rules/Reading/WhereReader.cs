using Diagnoser.Engine.Events;
using Diagnoser.Engine.Rules.Conditions;
using Diagnoser.Engine.Rules.Expressions;
using Diagnoser.Engine.Rules.Linting;

namespace Diagnoser.Engine.Rules.Reading;

/// <summary>Reads <c>where</c>: keys must all hold, a list of maps is any of them.</summary>
/// <param name="log">Takes the findings.</param>
/// <param name="fields">The fields of the event.</param>
/// <param name="others">Names that <c>|field</c> may refer to besides; null for fields of the same event only.</param>
internal sealed class WhereReader(FindingLog log, FieldSet fields, INames? others = null)
{
    private const string Shape = "{ container.exit_code: 137 }";

    /// <summary>What it asks: every predicate of any of these lists.</summary>
    public IReadOnlyList<IReadOnlyList<Predicate>> Read(RuleNode? node, string path)
    {
        if (node is ListNode { Items.Count: 0 })
        {
            log.Error(node, path, "the list is empty, so nothing would match");
        }

        if (node is not ListNode list)
        {
            return MapReader.Of(node, log, path, Shape) is { } map ? [Map(map.Node, path)] : [[]];
        }

        return [.. list.Items.Select(item => MapReader.Of(item, log, path, Shape)).OfType<MapReader>().Select(m => Map(m.Node, path))];
    }

    /// <summary>It, compiled.</summary>
    public static EventCondition Compile(IReadOnlyList<IReadOnlyList<Predicate>> alternatives)
    {
        EventCondition[] any = [.. alternatives.Select(EventCondition (all) => All([.. all.Select(p => p.Condition)]))];
        return any.Length == 1 ? any[0] : new AnyCondition(any);
    }

    private static EventCondition All(EventCondition[] conditions) => conditions.Length switch
    {
        0 => new AlwaysCondition(),
        1 => conditions[0],
        _ => new AllCondition(conditions),
    };

    private List<Predicate> Map(MapNode map, string path)
    {
        // What is cheap goes first; regular expressions are asked last.
        var read = map.Entries
            .Select(e => (Key: FieldKey.Parse(e.Key.Text, out var problem), Problem: problem, Node: e.Key, Value: e.Value))
            .ToList();
        var predicates = new List<Predicate>();
        foreach (var (key, problem, node, value) in read.OrderBy(x => x.Key?.Comparison == "re"))
        {
            var at = $"{path}.{MapReader.Short(node.Text)}";
            if (key is null)
            {
                log.Error(node, at, problem, LintChecks.WrongOperator);
            }
            else if (fields.Find(key.Field) is not { } field)
            {
                log.Error(node, at, fields.Unknown(key.Field), LintChecks.UnknownField);
            }
            else if (Condition(key, field, value, at) is { } condition)
            {
                predicates.Add(new Predicate(node.Text, field, key.Comparison, node.Mark, condition)
                {
                    Not = key.Not,
                    All = key.All,
                    IgnoreCase = key.IgnoreCase,
                    IsOfField = key.OtherField,
                    Operands = [.. Operands(value)],
                    Values = [.. Values(key, field, value)],
                });
            }
        }

        return predicates;
    }

    private static IEnumerable<string> Operands(RuleNode value) => Scalars(value).Select(s => s.Text);

    private static IEnumerable<Value> Values(FieldKey key, EventField field, RuleNode value) =>
        key.OtherField || key.Comparison is not ("" or "lt" or "lte" or "gt" or "gte")
            ? []
            : Scalars(value).Select(s => ValueReader.Read(s, field, out _)).OfType<Value>();

    private static IEnumerable<ScalarNode> Scalars(RuleNode value) => value is ListNode list ? list.Items.OfType<ScalarNode>() : [(ScalarNode)value];

    private EventCondition? Condition(FieldKey key, EventField field, RuleNode value, string at)
    {
        if (OperatorRules.Misuse(key, field) is { } misuse)
        {
            log.Error(value, at, misuse, LintChecks.WrongOperator);
            return null;
        }

        var read = ReadField.By(field.Name);
        if (key.Comparison == "exists")
        {
            if (value is ScalarNode { Text: "true" or "false", Quoted: false } wanted)
            {
                return new ExistsCondition(read, wanted.Text == "true");
            }

            log.Error(value, at, $"exists is true or false, found {MapReader.Words(value)}");
            return null;
        }

        return Test(key, field, value, at) is { } test ? new FieldCondition(read, key.Not ? new NotTest(test) : test) : null;
    }

    private ValueTest? Test(FieldKey key, EventField field, RuleNode value, string at)
    {
        if (value is ScalarNode { Text: "", Quoted: false } or MapNode)
        {
            log.Error(value, at, $"must be a value or a list of values, found {MapReader.Words(value)}", LintChecks.WrongShape);
            return null;
        }

        if (value is not ListNode list)
        {
            if (key.All)
            {
                log.Error(value, at, "all takes a list, found one value", LintChecks.WrongShape);
            }

            return One(key, field, (ScalarNode)value, at);
        }

        if (list.Items.Count == 0)
        {
            log.Error(value, at, "the list is empty");
        }

        var tests = new List<ValueTest?>();
        foreach (var item in list.Items)
        {
            if (item is not ScalarNode scalar)
            {
                log.Error(item, at, $"a list of values holds no {MapReader.Words(item)}", LintChecks.WrongShape);
                continue;
            }

            tests.Add(One(key, field, scalar, at));
        }

        ValueTest[] good = [.. tests.OfType<ValueTest>()];
        return key.All ? new AllTest(good) : new AnyTest(good);
    }

    private ValueTest? One(FieldKey key, EventField field, ScalarNode value, string at)
    {
        var test = key.OtherField ? Other(key, field, value.Text, out var problem) : TestFactory.Make(key, field, value, fields.Captures, out problem);
        if (test is null)
        {
            log.Error(value, at, problem, Check(key, field));
        }
        else if (key.Comparison == "re" && RegexLiterals.Of(value.Text).Count == 0)
        {
            log.Warning(value, at, "the pattern has no literal of 3 or more characters that every match holds (or one of each alternative), so it must be tried on every text", LintChecks.RegexWithoutLiteral);
        }

        return test;
    }

    private static LintCheck Check(FieldKey key, EventField field) =>
        key.OtherField ? LintChecks.UnknownField
        : key.Comparison == "re" ? LintChecks.WrongRegex
        : key.Comparison.Length > 0 || field.Type is not (FieldType.Text or FieldType.List) ? LintChecks.WrongUnit
        : LintChecks.WrongValue;

    private static bool HasUnit(FieldType type) => type is FieldType.Bytes or FieldType.Duration;

    private FieldTest? Other(FieldKey key, EventField field, string name, out string problem)
    {
        var found = fields.TryFind(name, out var type, out problem);
        if (found && fields.Find(name) is { } other && (HasUnit(field.Type) || HasUnit(other.Type)) && other.Type != field.Type && type != ExpressionType.Unknown)
        {
            problem = $"{field.Name} is {ExpressionTypes.Of(field.Type).Words()}, {name} is {type.Words()}";
            return null;
        }

        if (!found && others is not null)
        {
            found = others.TryFind(name, out type, out problem);
        }

        if (found && !ExpressionTypes.Of(field.Type).MayBe(type))
        {
            problem = $"{field.Name} is {ExpressionTypes.Of(field.Type).Words()}, {name} is {type.Words()}";
            return null;
        }

        return found ? new FieldTest(TestFactory.Order(key.Comparison), ReadField.By(name)) : null;
    }
}
