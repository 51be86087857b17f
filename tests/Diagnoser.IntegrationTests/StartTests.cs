using System.Globalization;
using Diagnoser.Contracts;
using Diagnoser.IntegrationTests.Support;

namespace Diagnoser.IntegrationTests;

/// <summary>Containers that cannot be started: Docker sends no event about them.</summary>
public sealed class StartTests(DockerHost host)
{
    private static readonly UnixFileMode Executable = (UnixFileMode)0b111_101_101;
    private static readonly UnixFileMode Readable = (UnixFileMode)0b110_100_100;

    [Fact]
    public async Task A_missing_command_is_told_by_its_name()
    {
        var up = await host.WatchAsync();
        var name = DockerCli.Name("no-command");
        await host.Require().Docker.RunAndFailAsync(name, [], "no-such-command");

        var diagnosis = await up.DiagnosisAsync(name, "entrypoint-not-found");

        Expect.EndedBy(EndedBy.Itself, "start-failed", await up.EndAsync(name));
        Assert.Contains("no-such-command", Expect.Said(diagnosis), StringComparison.Ordinal);
        await Expect.OnlyAsync(host, name, "entrypoint-not-found");
    }

    [Fact]
    public async Task A_command_without_the_right_to_be_executed_is_told()
    {
        var up = await host.WatchAsync();
        var docker = host.Require().Docker;
        var name = DockerCli.Name("no-right");
        await docker.CreateAsync(name, [], "/entrypoint.sh");
        await docker.CopyAsync(name, "/entrypoint.sh", "#!/bin/sh\necho hello\n"u8.ToArray(), Readable);
        Assert.NotEqual(0, (await docker.TryAsync("start", name)).ExitCode);

        var diagnosis = await up.DiagnosisAsync(name, "exec-permission-denied");

        Expect.EndedBy(EndedBy.Itself, "start-failed", await up.EndAsync(name));
        Assert.Contains("/entrypoint.sh", Expect.Said(diagnosis), StringComparison.Ordinal);
        await Expect.OnlyAsync(host, name, "exec-permission-denied");
    }

    [Fact]
    public async Task A_program_for_another_processor_is_told()
    {
        var up = await host.WatchAsync();
        var docker = host.Require().Docker;
        var name = DockerCli.Name("foreign");
        await docker.CreateAsync(name, [], "/app");
        await docker.CopyAsync(name, "/app", Elf.Foreign, Executable);
        await docker.TryAsync("start", name);

        var diagnosis = await up.DiagnosisAsync(name, "exec-format-error");

        Assert.Contains("/app", Expect.Said(diagnosis), StringComparison.Ordinal);
        await Expect.OnlyAsync(host, name, "exec-format-error");
    }

    [Fact]
    public async Task A_port_that_a_container_holds_is_told_with_that_container()
    {
        var up = await host.WatchAsync();
        var docker = host.Require().Docker;
        var (holder, name, port) = (DockerCli.Name("holder"), DockerCli.Name("late"), Port());
        await docker.RunAsync(holder, ["-p", $"{port}:80"], Script.Shell(Script.Serve));
        await docker.RunAndFailAsync(name, ["-p", $"{port}:80"], "true");

        var diagnosis = await up.DiagnosisAsync(name, "port-conflict");

        Expect.EndedBy(EndedBy.Itself, "start-failed", await up.EndAsync(name));
        Assert.Contains(port, Expect.Said(diagnosis), StringComparison.Ordinal);
        Assert.Contains(holder, Expect.Said(diagnosis), StringComparison.Ordinal);
        await Expect.OnlyAsync(host, name, "port-conflict");
    }

    [Fact]
    public async Task A_port_that_a_process_of_the_host_holds_is_told_with_that_process()
    {
        var up = await host.WatchAsync();
        var engine = host.Require();
        var (name, port) = (DockerCli.Name("taken"), Port());
        using var listener = engine.OnHost(new Command("busybox", "nc", "-l", "-p", port)).Start();
        try
        {
            await WaitForListenerAsync(engine, port);
            await engine.Docker.RunAndFailAsync(name, ["-p", $"{port}:80"], "true");

            var diagnosis = await up.DiagnosisAsync(name, "port-conflict");

            Assert.Contains("busybox", Expect.Said(diagnosis), StringComparison.Ordinal);
            Assert.Contains(listener.Id.ToString(CultureInfo.InvariantCulture), Expect.Said(diagnosis), StringComparison.Ordinal);
            await Expect.OnlyAsync(host, name, "port-conflict");
        }
        finally
        {
            listener.Kill();
        }
    }

    [Fact]
    public async Task A_folder_of_the_host_that_cannot_be_made_is_told()
    {
        var up = await host.WatchAsync();
        var name = DockerCli.Name("no-source");
        await host.Require().Docker.RunAndFailAsync(name, ["-v", "/proc/no-such-folder/data:/data"], "true");

        var diagnosis = await up.DiagnosisAsync(name, "volume-mount-conflict");

        Assert.Contains("/proc/no-such-folder", Expect.Said(diagnosis), StringComparison.Ordinal);
        await Expect.OnlyAsync(host, name, "volume-mount-conflict");
    }

    [Fact]
    public async Task A_folder_mounted_over_a_file_is_told()
    {
        var up = await host.WatchAsync();
        using var folder = new TemporaryFolder();
        var name = DockerCli.Name("folder-on-file");
        await host.Require().Docker.RunAndFailAsync(name, ["-v", $"{folder.Path}:/etc/passwd"], "true");

        var diagnosis = await up.DiagnosisAsync(name, "volume-mount-conflict");

        Assert.Contains("/etc/passwd", Expect.Said(diagnosis), StringComparison.Ordinal);
        await Expect.OnlyAsync(host, name, "volume-mount-conflict");
    }

    [Fact]
    public async Task A_container_that_is_created_and_not_started_is_no_failure()
    {
        var up = await host.WatchAsync();
        var docker = host.Require().Docker;
        var name = DockerCli.Name("created");
        await docker.CreateAsync(name, [], "true");

        await docker.DoAsync("rm", name);

        await Expect.OnlyAsync(host, name);
        Assert.Empty(up.Records().Of(name).Ends);
    }

    private static string Port() => Random.Shared.Next(20_000, 30_000).ToString(CultureInfo.InvariantCulture);

    private static async Task WaitForListenerAsync(TestEngine engine, string port)
    {
        var script = $"for i in $(seq 100); do netstat -ltn | grep -q ':{port} ' && exit 0; sleep 0.05; done; exit 1";
        _ = (await engine.OnHost(new Command("busybox", "sh", "-c", script)).RunAsync()).Text();
    }
}
