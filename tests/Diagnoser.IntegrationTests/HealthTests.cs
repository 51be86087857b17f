using Diagnoser.Contracts;
using Diagnoser.IntegrationTests.Support;

namespace Diagnoser.IntegrationTests;

public sealed class HealthTests(DockerHost host)
{
    [Fact]
    public async Task A_failing_probe_is_told_with_what_it_printed()
    {
        var diagnosis = await UnhealthyAsync("failing", "healthcheck-failing", "echo 'replica lag 90s'; exit 1");

        Assert.Contains("replica lag 90s", Expect.Said(diagnosis), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_probe_that_takes_too_long_is_told_with_its_time_limit()
    {
        var diagnosis = await UnhealthyAsync("slow", "healthcheck-timeout", "sleep 30", "--health-timeout", "1s");

        Assert.Contains("1 s", Expect.Said(diagnosis), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_probe_whose_tool_is_not_in_the_image_is_told_by_the_name_of_the_tool()
    {
        var diagnosis = await UnhealthyAsync("no-curl", "healthcheck-tool-missing", "curl -fsS http://localhost/health");

        Assert.Contains("curl", Expect.Said(diagnosis), StringComparison.Ordinal);
    }

    private async Task<Diagnosis> UnhealthyAsync(string name, string rule, string probe, params string[] options)
    {
        var up = await host.WatchAsync();
        var docker = host.Require().Docker;
        name = DockerCli.Name(name);
        await docker.RunAsync(
            name, ["--health-cmd", probe, "--health-interval", "1s", "--health-retries", "2", .. options], Script.Shell(Script.Serve));

        var diagnosis = await up.DiagnosisAsync(name, rule);

        await Expect.OnlyAsync(host, name, rule);
        return diagnosis;
    }
}
