using Diagnoser.Contracts;
using Diagnoser.Engine;
using Diagnoser.Server.Bus.Events;
using Diagnoser.Server.Runbooks;
using Diagnoser.Server.Tests.Support;

namespace Diagnoser.Server.Tests.Bus.Events;

public sealed class EngineTallyTests : IDisposable
{
    private readonly RuleFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Counts_the_containers_that_the_topology_forgot_since_the_last_time()
    {
        var rules = RunbookFolder.Load(_folder.Write("a.yaml", $$$"""
            {{{RuleFolder.Rule("a").TrimEnd()}}}
            evidence: { nets: { topology: networks, of: die } }
            """).Path).Set!;
        var engine = new DiagnosisEngine(rules, new EngineOptions { TopologyLimit = 2 });
        Run(engine, "a", "b", "c");
        using var heard = new Heard();

        // What was forgotten while the engine was built from the store was counted before.
        var tally = new EngineTally(engine);
        tally.Note();
        Assert.Empty(heard.Take());

        Run(engine, "d", "e");
        tally.Note();
        Assert.Equal(["diagnoser_topology_containers_forgotten_total 2"], heard.Take());

        tally.Note();
        Assert.Empty(heard.Take());
    }

    private static void Run(DiagnosisEngine engine, params string[] containers)
    {
        foreach (var container in containers)
        {
            _ = engine.Process(Some.Event(EventTypes.ContainerStart, container));
        }
    }
}
