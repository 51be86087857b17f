using System.Diagnostics;
using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Rules.Templates;

namespace Diagnoser.Engine.Tests.Rules.Templates;

public sealed class ShellWordTests
{
    private const int Seed = 20260131;
    private const string Nasty = "'\"\\`$(){}[]*?!#&|;<>~=%^ abc-Ü";

    [Fact]
    public async Task A_real_shell_reads_back_exactly_what_was_written()
    {
        Assert.SkipUnless(File.Exists("/bin/sh"), "needs a POSIX shell at /bin/sh");
        var random = new Random(Seed);
        var texts = Enumerable.Range(0, 500)
            .Select(_ => new string([.. Enumerable.Range(0, random.Next(12)).Select(_ => Nasty[random.Next(Nasty.Length)])]))
            .Where(t => !t.StartsWith('-'))
            .ToList();
        var words = texts.Select(t => ShellWord.Of(Value.Of(t), insideQuotes: false, out var refusal) ?? throw new InvalidOperationException(refusal));

        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, RedirectStandardOutput = true };
        using var shell = Process.Start(start)!;
        await shell.StandardInput.WriteAsync($"printf '%s\\n' {string.Join(' ', words)}\n");
        shell.StandardInput.Close();
        var output = await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.Equal(texts, output.Split('\n')[..^1]);
    }
}
