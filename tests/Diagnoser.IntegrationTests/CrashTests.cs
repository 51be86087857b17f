using Diagnoser.Contracts;
using Diagnoser.IntegrationTests.Support;

namespace Diagnoser.IntegrationTests;

public sealed class CrashTests(DockerHost host)
{
    [Theory]
    [InlineData("on-failure:6")]
    [InlineData("always")]
    public async Task A_crash_loop_is_told_once_with_what_the_program_said(string policy)
    {
        var up = await host.WatchAsync();
        var docker = host.Require().Docker;
        var name = DockerCli.Name("loop-" + policy.Split(':')[0]);
        await docker.RunAsync(name, ["--restart", policy], Script.Shell("echo 'cannot open config.toml' >&2; exit 3"));

        var diagnosis = await up.DiagnosisAsync(name, "crash-loop-app-error");
        var ends = up.Records().Of(name).Ends.Count();
        Expect.EndedBy(EndedBy.Itself, "error-exit", await up.EndAsync(name, ends + 1));

        Assert.Contains("cannot open config.toml", Expect.Said(diagnosis), StringComparison.Ordinal);
        Expect.FixWith(diagnosis, name);
        await docker.DoAsync("rm", "-f", name);
        await up.SettleAsync();
        Assert.Single(up.Records().Of(name).Diagnoses, d => d.Rule == "crash-loop-app-error" && d.HiddenBy is null);
    }

    [Fact]
    public async Task A_program_that_ends_well_again_and_again_under_a_policy_is_told()
    {
        var up = await host.WatchAsync();
        var docker = host.Require().Docker;
        var name = DockerCli.Name("zero-loop");
        await docker.RunAsync(name, ["--restart", "always"], "true");

        await up.DiagnosisAsync(name, "exits-zero-in-loop");

        Expect.EndedBy(EndedBy.Itself, "completed", await up.EndAsync(name));
        await docker.DoAsync("rm", "-f", name);
        await Expect.OnlyAsync(host, name, "exits-zero-in-loop");
    }

    [Fact]
    public async Task A_death_of_a_service_that_nothing_restarts_is_told()
    {
        var up = await host.WatchAsync();
        var name = DockerCli.Name("once");
        await host.Require().Docker.RunAsync(
            name, ["--label", "diagnoser.service=shop"], Script.Shell("sleep 0.3; echo 'no route to database' >&2; exit 3"));

        var diagnosis = await up.DiagnosisAsync(name, "died-no-restart-policy");

        Expect.EndedBy(EndedBy.Itself, "error-exit", await up.EndAsync(name));
        Expect.FixWith(diagnosis, "docker update --restart", name);
        await Expect.OnlyAsync(host, name, "died-no-restart-policy");
    }

    [Fact]
    public async Task A_fault_of_the_processor_is_told_as_a_native_crash()
    {
        var up = await host.WatchAsync();
        var docker = host.Require().Docker;
        var name = DockerCli.Name("segv");
        await docker.CreateAsync(name, [], "/crash");
        await docker.CopyAsync(name, "/crash", Elf.Crashing, (UnixFileMode)0b111_101_101);
        await docker.DoAsync("start", name);

        var diagnosis = await up.DiagnosisAsync(name, "segfault");

        var end = await up.EndAsync(name);
        Expect.EndedBy(EndedBy.Itself, "native-crash", end);
        Assert.Equal(139, end.Attributes[AttributeNames.ExitCode].TryGetInteger(out var code) ? code : -1);
        Assert.Contains("139", Expect.Said(diagnosis), StringComparison.Ordinal);
        await Expect.OnlyAsync(host, name, "segfault");
    }

    [Fact]
    public async Task A_SIGKILL_from_the_host_is_not_taken_for_memory()
    {
        var up = await host.WatchAsync();
        var docker = host.Require().Docker;
        var name = DockerCli.Name("shot");
        await docker.RunAsync(name, ["-m", "64m"], "sleep", "1000");
        var pid = await docker.InspectAsync(name, "{{.State.Pid}}");

        _ = (await new Command("kill", "-KILL", pid).RunAsync()).Text();

        await up.DiagnosisAsync(name, "outside-sigkill");
        var end = await up.EndAsync(name);
        Expect.EndedBy(EndedBy.Outsider, "outside-sigkill", end);
        Assert.NotEqual(Certainty.Confirmed, end.Exit!.Certainty);
        await Expect.OnlyAsync(host, name, "outside-sigkill");
    }

    [Fact]
    public async Task A_heap_that_is_full_is_not_taken_for_the_kernels_kill()
    {
        var up = await host.WatchAsync();
        var name = DockerCli.Name("heap");
        await host.Require().Docker.RunAsync(
            name, [], Script.Shell("sleep 0.3; echo 'java.lang.OutOfMemoryError: Java heap space' >&2; exit 3"));

        var diagnosis = await up.DiagnosisAsync(name, "oom-heap-runtime");

        Expect.EndedBy(EndedBy.Itself, "error-exit", await up.EndAsync(name));
        Assert.NotEqual(Certainty.Confirmed, diagnosis.Certainty);
        await Expect.OnlyAsync(host, name, "oom-heap-runtime");
    }
}
