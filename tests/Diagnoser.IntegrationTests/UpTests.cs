using Diagnoser.Contracts;
using Diagnoser.IntegrationTests.Support;

namespace Diagnoser.IntegrationTests;

/// <summary>The life of <c>diagnoser up</c> itself.</summary>
public sealed class UpTests(DockerHost host)
{
    [Theory]
    [InlineData("-TERM")]
    [InlineData("-INT")]
    public async Task A_signal_ends_it_well(string signal)
    {
        using var folder = new TemporaryFolder();
        await using var up = await Up.StartAsync(host.Require(), folder.Path);

        Assert.Equal(0, await up.StopAsync(signal));
    }

    [Fact]
    public async Task A_given_engine_that_is_not_there_is_named_and_ends_it()
    {
        _ = host.Require();
        using var folder = new TemporaryFolder();
        var missing = "unix://" + folder.File("no.sock");

        var output = await host.Require().Program("up", "--docker", missing, "--data", folder.Path, "--json").RunAsync();

        Assert.Equal(3, output.ExitCode);
        Assert.Empty(output.Out);
        Assert.Contains(folder.File("no.sock"), output.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_socket_without_the_right_to_use_it_is_told_with_what_gives_the_right()
    {
        var engine = host.Require();
        using var folder = new TemporaryFolder();
        var command = await Unprivileged.ProgramAsync(
            engine, folder, mayUseDocker: false, "up", "--docker", engine.Uri, "--data", folder.File("data"), "--json");

        var output = await command.RunAsync();

        Assert.Equal(3, output.ExitCode);
        Assert.Contains("permission denied", output.Error, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("usermod -aG docker", output.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_kernel_log_a_kill_for_memory_is_never_certain_and_the_missing_right_is_named()
    {
        var engine = host.Require();
        using var folder = new TemporaryFolder();
        var command = await Unprivileged.ProgramAsync(
            engine, folder, mayUseDocker: true, "up", "--docker", engine.Uri, "--data", folder.File("data"), "--json");
        await using var up = await Up.StartAsync(engine, command);
        var name = DockerCli.Name("oom-blind");
        await engine.Docker.RunAsync(name, ["-m", "32m", "--memory-swap", "32m"], Script.Shell(Script.Eat));

        var end = await up.EndAsync(name);
        var diagnosis = await up.UntilAsync(name, "diagnosis", r => r.Shown.FirstOrDefault());

        Assert.NotEqual(Certainty.Confirmed, end.Exit!.Certainty);
        Assert.Contains(end.Exit.Missing, m => m.What == EventTypes.KernelOomKill && m.Remedy?.Contains("CAP_SYSLOG", StringComparison.Ordinal) == true);
        Assert.Equal(Certainty.Inconclusive, diagnosis.Certainty);
        Assert.Contains(diagnosis.Missing, m => m.What == EventTypes.KernelOomKill && m.Remedy is not null);
    }

    [Fact]
    public async Task Two_on_one_folder_do_not_mix()
    {
        var engine = host.Require();
        using var folder = new TemporaryFolder();
        await using var first = await Up.StartAsync(engine, folder.Path);

        var second = await engine.Program("up", "--docker", engine.Uri, "--data", folder.Path, "--json").RunAsync();

        Assert.Equal(3, second.ExitCode);
        Assert.Contains(folder.Path, second.Error, StringComparison.Ordinal);
        Assert.False(first.HasEnded);
    }

    [Fact]
    public async Task The_demonstration_says_that_nothing_is_watched()
    {
        var output = await host.Require().Program("up", "--demo", "--json").RunAsync();

        Assert.Equal(0, output.ExitCode);
        Assert.NotEmpty(Records.Parse(output.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries)).Diagnoses);
        Assert.Contains("nothing on this machine is being watched", output.Error, StringComparison.OrdinalIgnoreCase);
    }
}
