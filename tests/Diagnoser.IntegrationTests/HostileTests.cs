using Diagnoser.Contracts;
using Diagnoser.IntegrationTests.Support;

namespace Diagnoser.IntegrationTests;

/// <summary>What comes from a container is text of an attacker.</summary>
public sealed class HostileTests(DockerHost host)
{
    private const string Evil = "a'$(touch pwned)`touch pwned`\"; touch pwned #\u001b[31m\u001b]0;title\u0007\u009b2J\u202e[red]";

    [Fact]
    public async Task A_label_named_like_an_attribute_of_events_does_not_change_the_exit_code()
    {
        var up = await host.WatchAsync();
        var name = DockerCli.Name("liar");
        await host.Require().Docker.RunAsync(
            name, ["--label", "exitCode=0", "--label", "signal=15", "--label", "execDuration=1"], Script.Shell("sleep 0.3; exit 42"));

        var end = await up.EndAsync(name);

        Expect.EndedBy(EndedBy.Itself, "error-exit", end);
        Assert.True(end.Attributes[AttributeNames.ExitCode].TryGetInteger(out var code));
        Assert.Equal(42, code);
        Assert.Contains("exitCode", end.Attributes[AttributeNames.ForgedAttributes].List!);
    }

    [Fact]
    public async Task A_command_of_a_fix_runs_nothing_that_a_label_asks_for()
    {
        var up = await host.WatchAsync();
        var name = DockerCli.Name("evil");
        await RunEvilAsync(name);

        var diagnosis = await up.DiagnosisAsync(name, "oom-killed-memory-limit");

        using var folder = new TemporaryFolder();
        var bin = Directory.CreateDirectory(folder.File("bin")).FullName;
        await File.WriteAllTextAsync(Path.Combine(bin, "docker"), "#!/bin/sh\n", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(Path.Combine(bin, "docker"), (UnixFileMode)0b111_101_101);
        var commands = diagnosis.Fixes.SelectMany(f => new[] { f.Command, f.Rollback }).OfType<string>().ToList();
        Assert.NotEmpty(commands);
        foreach (var command in commands)
        {
            Assert.DoesNotContain(command, char.IsControl);
            await new Command("sh", "-c", command)
            {
                Folder = folder.Path,
                Environment = new Dictionary<string, string> { ["PATH"] = $"{bin}:/bin:/usr/bin" },
            }.RunAsync();
        }

        Assert.Equal([bin], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task Nothing_that_a_container_says_moves_the_readers_terminal()
    {
        _ = host.Require();
        var name = DockerCli.Name("evil-why");
        await RunEvilAsync(name);
        await host.Require().Docker.DoAsync("wait", name);

        var text = (await host.Require().Program("why", name).RunAsync()).Text();

        Assert.Contains(name, text, StringComparison.Ordinal);
        Assert.DoesNotContain(text, c => char.IsControl(c) && c != '\n');
        Assert.DoesNotContain('\u202e', text);
    }

    private Task<string> RunEvilAsync(string name) => host.Require().Docker.RunAsync(
        name,
        [
            "-m", "32m", "--memory-swap", "32m",
            // A service of its own: a rule does not repeat itself about one service.
            "--label", $"com.docker.compose.service={name}{Evil}",
            "--label", $"com.docker.compose.project={Evil}",
            "--label", $"com.docker.compose.project.config_files=/tmp/{Evil}",
            "--env", $"EVIL={Evil}",
        ],
        Script.Shell("sleep 0.3; echo \"$EVIL\" >&2; exec tail /dev/zero"));
}
