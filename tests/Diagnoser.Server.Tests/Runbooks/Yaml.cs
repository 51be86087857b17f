using System.Text;
using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Rules.Reading;
using Diagnoser.Server.Runbooks;

namespace Diagnoser.Server.Tests.Runbooks;

/// <summary>Reads runbooks out of texts.</summary>
internal static class Yaml
{
    public const string Oom = """
        rule: oom-killed-memory-limit
        title: Container killed at its own memory limit
        severity: critical
        status: stable
        owner: platform-sre
        tags: [memory, EXIT-001]
        match:
          oom:
            event: kernel.oom_kill
            where: { constraint: memcg }
          die:
            event: container.die
            where: { container.exit_code: 137 }
        correlate:
          by: [container.run]
          within: 30s
          all: [oom, die]
        evidence:
          limit: { inspect: HostConfig.Memory, of: die, as: bytes }
        diagnosis:
          summary: "${{ die.service.name }} was OOM-killed at its ${{ limit | bytes }} limit on ${{ die.host.name }}"
          cause: >-
            ${{ oom.process.name }} used ${{ oom.process.rss | bytes }} when the cgroup reached
            ${{ limit | bytes }}.
          confidence: 0.95
        fixes:
          - id: raise-limit-live
            title: Raise the limit to ${{ ceil_mib(1.3 * limit) | bytes }}
            when: die.container.orchestrator != "swarm"
            risk: low
            command: docker update --memory ${{ ceil_mib(1.3 * limit) }} ${{ die.container.name }}
            verify:
              command: docker inspect -f '{{.HostConfig.Memory}}' ${{ die.container.name }}
              expect: ${{ ceil_mib(1.3 * limit) }}
            rollback: docker update --memory ${{ limit }} ${{ die.container.name }}
        tests:
          - name: kill at the limit gives one diagnosis
            given:
              containers:
                - { id: c1, name: shop-api-1, service: shop_api, host: h1, inspect: { HostConfig.Memory: 512Mi } }
            events:
              - { at: 0s, event: kernel.oom_kill, container: c1, constraint: memcg, process.name: node, process.rss: 500Mi }
              - { at: 1s, event: container.die, container: c1, container.exit_code: 137 }
            expect:
              - { at: 1s, container: c1, summary|contains: "512 MiB limit on h1", fixes|has: raise-limit-live }
          - name: docker kill is not an OOM
            given: { containers: [ { id: c1, name: a, service: a, host: h1 } ] }
            events:
              - { at: 0s, event: container.die, container: c1, container.exit_code: 137 }
            expect: none
        """;

    public static YamlReading Tree(string text) => YamlTree.Read(Encoding.UTF8.GetBytes(text), "r.yaml");

    /// <summary>All findings about one file, of the YAML and of the rule.</summary>
    public static IReadOnlyList<LintFinding> Lint(string text, DateOnly? today = null)
    {
        var tree = Tree(text);
        return tree.Root is null ? tree.Findings : RuleSetReader.Read([("r.yaml", tree.Root)], today).Findings;
    }

    public static string LintText(string text) => string.Join('\n', Lint(text));

    public static Rule Rule(string text)
    {
        var findings = LintText(text);
        Assert.True(findings.Length == 0, findings);
        return RuleReader.Read(Tree(text).Root!, "r.yaml").Rule!;
    }
}
