using System.Text;
using System.Text.Json;
using Diagnoser.Engine.Events;

namespace Diagnoser.Server.Cli.Rules.New;

/// <summary>The text of a new rule: small, complete, with one test in which it speaks and one in which it is silent.</summary>
internal static class RuleSkeleton
{
    public static string Of(RuleDraft draft)
    {
        var alias = Alias(draft.Event.Name);
        var isOfContainer = draft.Event.Find(FieldNames.ContainerId) is not null;
        var key = draft.Event.Find(FieldNames.ContainerRun) is not null && isOfContainer ? FieldNames.ContainerRun : isOfContainer ? FieldNames.ContainerId : FieldNames.HostName;
        var name = isOfContainer ? FieldNames.ContainerName : FieldNames.HostName;
        return $$$"""
            # yaml-language-server: $schema=../rule.schema.json
            rule: {{{draft.Id}}}
            title: {{{Quoted(draft.Title)}}}
            severity: {{{draft.Severity}}}
            status: experimental        # kept, never sent to people; then test, then stable
            # tags: [EXIT-001]          # codes of the catalogue, and free tags
            description: >-
              What it detects, and why that matters. People read this when it fires.
            match:
              {{{alias}}}:
                event: {{{draft.Event.Name}}}
                where: { {{{draft.Field.Name}}}{{{(draft.Field.Type == FieldType.List ? "|has" : "")}}}: {{{Written(draft.Field, draft.Value)}}} }
            correlate:
              by: [{{{key}}}]
              any: [{{{alias}}}]
            diagnosis:
              summary: {{{Quoted($"${{{{ {alias}.{name} }}}}: {draft.Says}")}}}
              cause: {{{Quoted($"{draft.Field.Name} was ${{{{ {alias}.{draft.Field.Name} | default('not known') }}}}.")}}}
              confidence: 0.7           # 0.9 and more: confirmed; 0.6 and more: probable
            fixes:
              - id: look
                title: Look at what happened
                risk: none
                command: {{{(isOfContainer ? $"docker inspect ${{{{ {alias}.{FieldNames.ContainerId} }}}}" : "docker info")}}}
            tests:
              - name: it speaks when {{{draft.Field.Name}}} is as it looks for
            {{{Test(draft, isOfContainer, draft.Value)}}}
                expect:
                  - { summary|contains: {{{Quoted(Plain(draft.Says))}}} }
              - name: it is silent when {{{draft.Field.Name}}} is something else
            {{{Test(draft, isOfContainer, FieldExamples.Other(draft.Field, draft.Value))}}}
                expect: none

            """.ReplaceLineEndings("\n");
    }

    /// <summary>The selection's name: the last word of the event type.</summary>
    private static string Alias(string eventType) => eventType[(eventType.LastIndexOf('.') + 1)..];

    private static string Test(RuleDraft draft, bool isOfContainer, string value)
    {
        var (name, service) = (
            draft.Field.Name == FieldNames.ContainerName ? value : "web-1",
            draft.Field.Name == FieldNames.ServiceName ? value : "shop_web");
        var field = FieldExamples.IsNamed(draft.Field) ? "" : $", {draft.Field.Name}: {(draft.Field.Type == FieldType.List ? $"[{Quoted(value)}]" : Written(draft.Field, value))}";
        var test = new StringBuilder();
        if (isOfContainer)
        {
            _ = test.Append($"    given: {{ containers: [{{ id: c1, name: {Quoted(name)}, service: {Quoted(service)}, host: h1 }}] }}\n");
        }

        return test.Append($"    events: [{{ at: 0s, event: {draft.Event.Name}, {(isOfContainer ? "container: c1" : "host: h1")}{field} }}]").ToString();
    }

    private static string Written(EventField field, string value) => field.Type is FieldType.Text or FieldType.List ? Quoted(value) : value;

    // What stands before the first placeholder is there whatever the event holds.
    private static string Plain(string says)
    {
        var opening = says.IndexOf("${{", StringComparison.Ordinal);
        var text = (opening < 0 ? says : says[..opening]).Trim();
        return text.Length == 0 ? ":" : text;
    }

    // A JSON text is a double-quoted YAML text.
    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
