using Diagnoser.Contracts;
using Diagnoser.IntegrationTests.Support;
using Diagnoser.Server.Stores;
using Diagnoser.Server.Tests.Support;

namespace Diagnoser.IntegrationTests.Distributed;

/// <summary>Lines of containers that rules look for come from the host, also those of a rule that is changed meanwhile, and no others.</summary>
public sealed class FollowedLinesTests(DockerHost host, Broker broker, Database database) : IDisposable
{
    private readonly RuleFolder _runbooks = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _runbooks.Dispose();

    [Fact]
    public async Task Only_lines_that_the_rules_in_use_look_for_leave_the_host()
    {
        var engine = host.Require();
        await using var fleet = await Fleet.CreateAsync(engine, broker, database);
        fleet.Settings["DIAGNOSER__Runbooks__Folder"] = _runbooks.Path;
        _ = _runbooks.Write("line.yaml", Rule("first-sought"));
        var server = await fleet.ServerAsync();
        await server.SaysAsync("consuming events");
        _ = await fleet.CollectorAsync(engine, "alpha");
        var name = DockerCli.Name("speaks");
        await engine.Docker.RunAsync(name, [], Script.Shell("n=0; while :; do n=$((n+1)); echo \"line $n of nothing\"; echo \"ERROR first-sought $n\" >&2; echo \"ERROR second-sought $n\"; sleep 0.5; done"));

        await Until.TrueAsync(async () => (await LinesAsync(fleet, name)).Any(line => line.Contains("first-sought", StringComparison.Ordinal)), Fleet.Patience, () => fleet.Said);
        await Until.TrueAsync(async () => (await fleet.Store.DiagnosesAsync(new DiagnosisQuery(), Cancelled)).Any(d => d.Rule == "line" && d.Subject.Name == name), Fleet.Patience, () => fleet.Said);
        Assert.All(await LinesAsync(fleet, name), line => Assert.Contains("first-sought", line, StringComparison.Ordinal));

        _ = _runbooks.Write("line.yaml", Rule("Second-SOUGHT"));
        await server.SignalAsync("-HUP");

        await Until.TrueAsync(async () => (await LinesAsync(fleet, name)).Any(line => line.Contains("second-sought", StringComparison.Ordinal)), Fleet.Patience, () => fleet.Said);
        Assert.DoesNotContain(await LinesAsync(fleet, name), line => line.Contains("nothing", StringComparison.Ordinal));
    }

    private static async Task<IReadOnlyList<string>> LinesAsync(Fleet fleet, string name) =>
    [
        .. (await fleet.Store.EventsAsync(new EventQuery { Types = [EventTypes.ContainerLog] }, Cancelled)).Where(e => e.Subject.Name == name).Select(e => e.Attributes[AttributeNames.LogBody].Text!),
    ];

    private static string Rule(string text) => $$"""
        rule: line
        title: A line
        severity: warning
        match:
          line:
            event: container.log
            where:
              log.body|contains|i: "{{text}}"
        correlate:
          by: [container.id]
          any: [line]
        diagnosis:
          summary: it said so
          cause: it said so
          confidence: 0.6
        """;
}
