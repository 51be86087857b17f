using Diagnoser.Contracts;
using Diagnoser.IntegrationTests.Support;

namespace Diagnoser.IntegrationTests;

/// <summary><c>diagnoser why</c>, with nothing running before.</summary>
[Collection(nameof(Alone))]
public sealed class WhyTests(DockerHost host)
{
    [Fact]
    public async Task A_container_that_was_killed_for_memory_is_explained_afterwards()
    {
        var engine = host.Require();
        var name = DockerCli.Name("why-oom");
        await engine.Docker.RunAsync(name, ["-m", "32m", "--memory-swap", "32m"], Script.Shell(Script.Eat));
        await engine.Docker.DoAsync("wait", name);

        var records = await engine.WhyAsync(name);

        Assert.Equal("oom-killed-memory-limit", Assert.Single(Expect.Loud(records)).Rule);
        Expect.EndedBy(EndedBy.KernelOwnLimit, "oom-own-limit", records.Ends.Last());
    }

    [Fact]
    public async Task A_container_that_could_not_be_started_is_explained_afterwards()
    {
        var engine = host.Require();
        var name = DockerCli.Name("why-start");
        await engine.Docker.RunAndFailAsync(name, [], "no-such-command");

        var records = await engine.WhyAsync(name);

        Assert.Equal("entrypoint-not-found", Assert.Single(Expect.Loud(records)).Rule);
    }

    [Fact]
    public async Task A_container_that_was_stopped_is_explained_by_its_stop()
    {
        var engine = host.Require();
        var name = DockerCli.Name("why-stop");
        await engine.Docker.ServeAsync(name);
        await engine.Docker.DoAsync("stop", name);

        var records = await engine.WhyAsync(name);

        Expect.EndedBy(EndedBy.Operator, "stop-requested", records.Ends.Last());
        Assert.Empty(Expect.Loud(records));
    }

    [Fact]
    public async Task A_container_that_runs_well_has_nothing_to_explain()
    {
        var engine = host.Require();
        var name = DockerCli.Name("why-well");
        await engine.Docker.ServeAsync(name);

        var records = await engine.WhyAsync(name);

        Assert.Empty(records.Diagnoses);
    }

    [Fact]
    public async Task A_name_that_no_container_has_is_answered_with_similar_ones()
    {
        var engine = host.Require();
        var name = DockerCli.Name("why-similar");
        await engine.Docker.CreateAsync(name, [], "true");

        var output = await engine.Program("why", name[..^1], "--json").RunAsync();

        Assert.Equal(3, output.ExitCode);
        Assert.Contains(name, output.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_engine_it_says_what_it_tried()
    {
        _ = host.Require();
        using var folder = new TemporaryFolder();
        var command = new TestEngine("unix://" + folder.File("no.sock"), null).Program("why", "web");

        var output = await command.RunAsync();

        Assert.Equal(3, output.ExitCode);
        Assert.Contains(folder.File("no.sock"), output.Error, StringComparison.Ordinal);
    }
}
