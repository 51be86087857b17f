using Diagnoser.Contracts;
using Diagnoser.Engine.Events;
using Diagnoser.Engine.Rules.Linting;
using Diagnoser.Engine.Rules.Reading;

namespace Diagnoser.Engine.Rules.Testing;

/// <summary>Reads the value of a field in a test by its type in the catalogue.</summary>
internal static class AttributeReader
{
    private static readonly string[] OfTheRecord =
    [
        FieldNames.Time, FieldNames.HostId, FieldNames.HostName, FieldNames.ServiceName, FieldNames.ServiceNamespace,
        FieldNames.ServiceShortName, FieldNames.ContainerId, FieldNames.ContainerName, FieldNames.ContainerRun, FieldNames.LogTail,
        FieldNames.OnUserDefinedNetwork,
    ];

    // What the engine concludes of a death cannot be taken away by a test.
    private static readonly string[] Judged = [FieldNames.ExitEndedBy, FieldNames.ExitReason, FieldNames.ExitCertainty, FieldNames.ExitFacts];

    /// <summary>True if the test says that the field is not there: <c>container.run_seconds: null</c>.</summary>
    public static bool IsLacking(EventField field, RuleNode node, FindingLog log, string path)
    {
        if (node is not ScalarNode { Text: "null", Quoted: false } || OfTheRecord.Contains(field.Name))
        {
            return false;
        }

        if (Judged.Contains(field.Name))
        {
            log.Error(node, path, $"{field.Name} cannot be missing: where the test gives none, the engine judges the death by what it knows");
        }

        return true;
    }

    public static AttributeValue? Read(EventField field, RuleNode node, FindingLog log, string path)
    {
        if (OfTheRecord.Contains(field.Name))
        {
            log.Error(node, path, $"{field.Name} is not set here: it comes from given.containers, at, container, service, host or logs");
            return null;
        }

        if (field.Type == FieldType.List)
        {
            return List(field, node, log, path);
        }

        if (node is not ScalarNode { Text: var text, Quoted: var quoted } scalar || (text.Length == 0 && !quoted))
        {
            log.Error(node, path, $"{field.Name} is one value, found {MapReader.Words(node)}; null says that it is missing", LintChecks.WrongShape);
            return null;
        }

        if (ValueReader.Read(scalar, field, out var problem) is not { } value)
        {
            log.Error(node, path, problem, LintChecks.WrongUnit);
            return null;
        }

        return value.Kind switch
        {
            ValueKind.Boolean => value.IsTrue,
            ValueKind.Number when double.IsInteger(value.AsNumber) && Math.Abs(value.AsNumber) < 1e18 => (long)value.AsNumber,
            ValueKind.Number => value.AsNumber,
            _ => scalar.Text,
        };
    }

    private static AttributeValue? List(EventField field, RuleNode node, FindingLog log, string path)
    {
        if (node is ListNode list && list.Items.All(i => i is ScalarNode))
        {
            return AttributeValue.FromList([.. list.Items.Cast<ScalarNode>().Select(s => s.Text)]);
        }

        log.Error(node, path, $"{field.Name} is a list of texts, found {MapReader.Words(node)}", LintChecks.WrongShape);
        return null;
    }
}
