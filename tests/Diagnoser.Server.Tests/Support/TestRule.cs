namespace Diagnoser.Server.Tests.Support;

/// <summary>A runbook whose one rule tells of every end with exit code 7.</summary>
internal static class TestRule
{
    public const string Id = "ended-with-seven";

    public const string Yaml = """
        rule: ended-with-seven
        title: It ended with seven
        severity: warning
        status: stable
        owner: tests
        tags: [EXIT-001]
        description: For tests.
        match:
          die:
            event: container.die
            where: { container.exit_code: 7 }
        correlate:
          by: [container.run]
          any: [die]
        diagnosis:
          summary: "${{ die.container.name }} ended with ${{ die.container.exit_code }} on ${{ die.host.name }}"
          cause: It returned seven.
          confidence: 0.9
        fixes:
          - id: restart
            title: Start it again
            risk: low
            command: docker start ${{ die.container.name }}
        tests:
          - name: it ends with seven
            given: { containers: [{ id: c1, name: api }] }
            events: [{ at: 0s, event: container.die, container: c1, container.exit_code: 7 }]
            expect: [{ summary|contains: api }]
          - name: it ends well
            given: { containers: [{ id: c1, name: api }] }
            events: [{ at: 0s, event: container.die, container: c1, container.exit_code: 0 }]
            expect: none

        """;
}
