using Diagnoser.Engine.Rules.Reading;

namespace Diagnoser.Engine.Tests.Rules.Reading;

public sealed class InspectPathsTests
{
    [Theory]
    [InlineData("HostConfig.Memory")]
    [InlineData("HostConfig.LogConfig.Config.max-size")]
    [InlineData("Config.Labels.com.example.team")]
    [InlineData("Config.Healthcheck")]
    [InlineData("State.Health.FailingStreak")]
    [InlineData("NetworkSettings.Networks.front.IPAddress")]
    [InlineData("RestartCount")]
    public void A_path_of_the_api_is_right(string path) => Assert.Null(InspectPaths.Problem(path));

    [Theory]
    [InlineData("HostConfig.Memori", "docker inspect of a container has no 'HostConfig.Memori'; did you mean 'HostConfig.Memory'?")]
    [InlineData("hostconfig.memory", "did you mean 'HostConfig.Memory'?")]
    [InlineData("HostConfg.LogConfig.Type", "did you mean 'HostConfig.LogConfig.Type'?")]
    [InlineData("Memory", "did you mean 'HostConfig.Memory'?")]
    [InlineData("Config.Lables.team", "did you mean 'Config.Labels.team'?")]
    [InlineData("Config.Healthcheck.Timeuot", "did you mean 'Config.Healthcheck.Timeout'?")]
    [InlineData("Mounts.0.Source", "docker inspect has nothing below 'Mounts'; a path leads to a value, an object or a whole list")]
    [InlineData("HostConfig.Memory.Limit", "nothing below 'HostConfig.Memory'")]
    [InlineData("HostConfig.", "has no 'HostConfig.'")]
    public void Of_another_it_says_what_was_probably_meant(string path, string problem) =>
        Assert.Contains(problem, InspectPaths.Problem(path), StringComparison.Ordinal);

    [Fact]
    public void Without_a_near_one_nothing_is_guessed() =>
        Assert.Equal("docker inspect of a container has no 'Zzzzzzzzzz.Qqqqq'", InspectPaths.Problem("Zzzzzzzzzz.Qqqqq"));
}
