using System.Text;

namespace Diagnoser.Server.Cli.Rules;

/// <summary>A report that a command writes for other programs.</summary>
internal static class ReportFile
{
    /// <summary>The name of stdout.</summary>
    public const string Stdout = "-";

    public static void Write(string file, string text, Surroundings surroundings)
    {
        if (file == Stdout)
        {
            surroundings.Out.Write(text);
            return;
        }

        try
        {
            File.WriteAllText(file, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw CommandFailedException.Unreachable($"{file} cannot be written: {problem.Message}");
        }
    }
}
