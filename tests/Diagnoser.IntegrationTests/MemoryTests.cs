using Diagnoser.Contracts;
using Diagnoser.IntegrationTests.Support;

namespace Diagnoser.IntegrationTests;

public sealed class MemoryTests(DockerHost host)
{
    private const long Limit = 32 * 1024 * 1024;

    [Fact]
    public async Task A_container_killed_at_its_own_limit_is_told_with_the_process_the_limit_and_a_fix_that_works()
    {
        var up = await host.WatchAsync();
        var docker = host.Require().Docker;
        var name = DockerCli.Name("oom");
        await docker.RunAsync(name, ["-m", $"{Limit}", "--memory-swap", $"{Limit}"], Script.Shell("echo 'cache warmed'; " + Script.Eat));

        var diagnosis = await up.DiagnosisAsync(name, "oom-killed-memory-limit");

        Expect.EndedBy(EndedBy.KernelOwnLimit, "oom-own-limit", await up.EndAsync(name), Certainty.Confirmed);
        Assert.Equal((Severity.Critical, Certainty.Confirmed), (diagnosis.Severity, diagnosis.Certainty));
        Assert.Contains("EXIT-001", diagnosis.Codes);
        Assert.Empty(diagnosis.Missing);
        Assert.Contains(diagnosis.Evidence, e => e.Source == "kernel" && e.Text.Contains("tail", StringComparison.Ordinal));
        Assert.Contains(diagnosis.Evidence, e => e.Text.Contains("cache warmed", StringComparison.Ordinal));
        Assert.Contains("32", diagnosis.Summary, StringComparison.Ordinal);

        var fix = Expect.FixWith(diagnosis, "docker update", "--memory-swap", name);
        await ShellAsync(docker, fix.Command!);
        Assert.True(await MemoryAsync(docker, name) > Limit);
        await ShellAsync(docker, fix.Rollback!);
        Assert.Equal(Limit, await MemoryAsync(docker, name));
        await Expect.OnlyAsync(host, name, "oom-killed-memory-limit");
    }

    [Fact]
    public async Task A_swap_limit_that_differs_from_the_memory_limit_is_left_alone()
    {
        var up = await host.WatchAsync();
        var docker = host.Require().Docker;
        var name = DockerCli.Name("oom-swap");
        await docker.RunAsync(name, ["-m", $"{Limit}", "--memory-swap", $"{8 * Limit}"], Script.Shell(Script.Eat));

        var diagnosis = await up.DiagnosisAsync(name, "oom-killed-memory-limit");

        var fix = Expect.FixWith(diagnosis, "docker update", "--memory", name);
        Assert.DoesNotContain("--memory-swap", fix.Command, StringComparison.Ordinal);
        await ShellAsync(docker, fix.Command!);
        Assert.Equal($"{8 * Limit}", await docker.InspectAsync(name, "{{.HostConfig.MemorySwap}}"));
    }

    [Fact]
    public async Task A_container_that_removes_itself_leaves_its_evidence()
    {
        var up = await host.WatchAsync();
        var name = DockerCli.Name("oom-rm");
        await host.Require().Docker.RunAsync(name, ["--rm", "-m", $"{Limit}", "--memory-swap", $"{Limit}"], Script.Shell(Script.Eat));

        var diagnosis = await up.DiagnosisAsync(name, "oom-killed-memory-limit");

        Assert.Equal(Certainty.Confirmed, diagnosis.Certainty);
        Assert.Contains(diagnosis.Evidence, e => e.Source == "kernel");
        Expect.EndedBy(EndedBy.KernelOwnLimit, "oom-own-limit", await up.EndAsync(name));
    }

    [Fact]
    public async Task A_killed_child_is_told_while_its_container_lives_on()
    {
        var up = await host.WatchAsync();
        var docker = host.Require().Docker;
        var name = DockerCli.Name("oom-child");
        await docker.RunAsync(
            name, ["-m", $"{Limit}", "--memory-swap", $"{Limit}"], Script.Shell("sleep 0.3; tail /dev/zero; " + Script.Serve));

        var diagnosis = await up.DiagnosisAsync(name, "oom-killed-child");

        Assert.Contains("tail", Expect.Said(diagnosis), StringComparison.Ordinal);
        Assert.Equal("true", await docker.InspectAsync(name, "{{.State.Running}}"));
        await Expect.OnlyAsync(host, name, "oom-killed-child");
        Assert.Empty(up.Records().Of(name).Ends);

        await docker.WaitUntilReadyAsync(name);
        await docker.DoAsync("stop", name);
        Expect.EndedBy(EndedBy.Operator, "stop-requested", await up.EndAsync(name));
    }

    [Fact]
    public async Task The_limit_of_a_parent_is_not_blamed_on_the_container()
    {
        var up = await host.WatchAsync();
        using var parent = ParentCgroup.Create(DockerCli.Name("parent"), Limit);
        var name = DockerCli.Name("oom-parent");
        await host.Require().Docker.RunAsync(name, ["--cgroup-parent", parent.Name], Script.Shell(Script.Eat));

        var diagnosis = await up.DiagnosisAsync(name, "oom-parent-limit");

        Expect.EndedBy(EndedBy.KernelParent, "oom-parent-limit", await up.EndAsync(name));
        Assert.DoesNotContain(diagnosis.Fixes, f => f.Command?.Contains("docker update --memory ", StringComparison.Ordinal) == true);
        await Expect.OnlyAsync(host, name, "oom-parent-limit");
    }

    private static async Task<long> MemoryAsync(DockerCli docker, string name) =>
        long.Parse(await docker.InspectAsync(name, "{{.HostConfig.Memory}}"), System.Globalization.CultureInfo.InvariantCulture);

    private static async Task ShellAsync(DockerCli docker, string command) =>
        (await new Command("sh", "-ec", command) { Environment = new Dictionary<string, string> { ["DOCKER_HOST"] = docker.Uri } }.RunAsync()).Text();
}
