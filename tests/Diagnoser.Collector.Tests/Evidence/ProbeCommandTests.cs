using System.Text.Json;
using Diagnoser.Collector.Evidence;
using Diagnoser.Collector.Tests.Support;

namespace Diagnoser.Collector.Tests.Evidence;

public sealed class ProbeCommandTests
{
    [Theory]
    [InlineData("""["CMD-SHELL","curl -f http://localhost"]""", "", "/bin/sh -c curl -f http://localhost", true)]
    [InlineData("""["CMD-SHELL","curl -f http://localhost"]""", ""","Shell":["/bin/bash","-ec"]""", "/bin/bash -ec curl -f http://localhost", true)]
    [InlineData("""["CMD","pg_isready","-U","app"]""", "", "pg_isready -U app", true)]
    [InlineData("""["CMD","pg_isready","-U","app"]""", "", "pg_isready -U root", false)]
    [InlineData("""["CMD-SHELL","curl -f http://localhost"]""", "", "curl -f http://localhost", false)]
    [InlineData("""["NONE"]""", "", "sh", false)]
    public void A_probe_is_known_by_its_whole_command_line(string test, string shell, string commandLine, bool expected) =>
        Assert.Equal(expected, ProbeCommand.Is(Snapshot(test, shell), commandLine));

    [Fact]
    public void Without_inspect_nothing_is_a_probe() => Assert.False(ProbeCommand.Is(null, "/bin/sh -c true"));

    [Theory]
    [InlineData("sh", true)]
    [InlineData("/bin/bash -l", true)]
    [InlineData("bash -c env", false)]
    [InlineData("sh script.sh", false)]
    [InlineData("psql", false)]
    [InlineData("", false)]
    public void A_shell_that_got_no_command_is_open(string commandLine, bool expected) => Assert.Equal(expected, ProbeCommand.IsOpenShell(commandLine));

    private static ContainerSnapshot Snapshot(string test, string shell)
    {
        var inspect = JsonElement.Parse($$$"""{"Id":"1","Config":{"Healthcheck":{"Test":{{{test}}}}{{{shell}}} } }""");
        return new ContainerSnapshot(inspect, Some.Noon) { ProbeDigest = ProbeCommand.DigestOf(inspect) };
    }
}
