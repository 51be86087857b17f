using Diagnoser.IntegrationTests.Support;

namespace Diagnoser.IntegrationTests.Deploy;

/// <summary>The units for hosts that run the collector without a container, as systemd itself judges them.</summary>
public sealed class SystemdTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("diagnoser-collector.service", 25)]
    [InlineData("diagnoser-docker-proxy.service", 15)]
    public async Task A_unit_is_valid_and_exposes_little(string unit, int exposure)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/systemd-analyze"), "no systemd-analyze here");
        var file = await CopyAsync(unit);

        var verified = await new Command("systemd-analyze", "verify", file).RunAsync();
        Assert.True(verified is { ExitCode: 0, Out: "" } && verified.Error.Length == 0, verified.Out + verified.Error);

        // In tenths of systemd's own scale from 0 to 10; a unit without any hardening has 9.6.
        var judged = await new Command("systemd-analyze", "security", "--offline=true", $"--threshold={exposure}", file).RunAsync();
        Assert.True(judged.ExitCode == 0, judged.Out + judged.Error);
    }

    // Their programs need not be installed here; the units name each other.
    private async Task<string> CopyAsync(string unit)
    {
        var folder = Path.Combine(Paths.Root, "deploy", "systemd");
        foreach (var file in Directory.EnumerateFiles(folder, "*.service"))
        {
            var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(_folder.File(Path.GetFileName(file)), text.Replace("/usr/local/bin/diagnoser-collector", "/bin/true", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        }

        return _folder.File(unit);
    }
}
