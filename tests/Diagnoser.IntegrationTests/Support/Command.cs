using System.Diagnostics;

namespace Diagnoser.IntegrationTests.Support;

/// <summary>A program and how to start it.</summary>
internal sealed record Command(string Program, params IReadOnlyList<string> Arguments)
{
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public string? Folder { get; init; }

    /// <summary>After this long it is killed and the test fails.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The same, run by another program such as <c>nsenter</c>.</summary>
    public Command Behind(string program, params IReadOnlyList<string> arguments) =>
        this with { Program = program, Arguments = [.. arguments, Program, .. Arguments] };

    public Process Start()
    {
        var start = new ProcessStartInfo(Program, Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Folder ?? Path.GetTempPath(),
        };
        foreach (var (name, value) in Environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    public async Task<Output> RunAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeLimit);
        using var process = Start();
        process.StandardInput.Close();
        try
        {
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            var output = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return new Output(ToString(), process.ExitCode, output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{this}: not done after {TimeLimit}");
        }
    }

    public override string ToString() => $"{Program} {string.Join(' ', Arguments)}";
}
