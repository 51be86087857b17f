namespace Diagnoser.IntegrationTests.Support;

/// <summary>What a finished program said.</summary>
internal sealed record Output(string Command, int ExitCode, string Out, string Error)
{
    /// <summary>Standard output without the last line's end; fails the test if the program failed.</summary>
    public string Text()
    {
        Assert.True(ExitCode == 0, $"{Command}: exit code {ExitCode}\n{Out}{Error}");
        return Out.TrimEnd();
    }
}
