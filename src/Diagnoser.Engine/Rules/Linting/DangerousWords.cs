namespace Diagnoser.Engine.Rules.Linting;

/// <summary>Words of commands that stop or delete more than a fix of low risk may.</summary>
internal static class DangerousWords
{
    // Spaces stand for the border of a word; what comes first is named first.
    private static readonly string[] Words =
    [
        " docker rm -f ", " docker rm --force ", " restart docker ", " restart docker.service ", " stop docker ", " stop docker.service ", " service docker restart ",
        " prune ", " rm ", " truncate ", " kill -9 ", " kill -KILL ", " pkill ", " killall ", " reboot ", " shutdown ", " poweroff ", " mkfs", " dd ",
        " down -v ", " down --volumes ", " wipefs ", " fdisk ",
    ];

    /// <summary>The first of them in a command; null if there is none.</summary>
    public static string? Find(string command)
    {
        var spaced = string.Create(command.Length, command, (target, source) =>
        {
            for (var i = 0; i < source.Length; i++)
            {
                target[i] = source[i] is ';' or '&' or '|' or '(' or ')' or '\n' or '\t' or '`' ? ' ' : source[i];
            }
        });
        var words = $" {string.Join(' ', spaced.Split(' ', StringSplitOptions.RemoveEmptyEntries))} ";
        return Array.Find(Words, w => words.Contains(w, StringComparison.Ordinal))?.Trim();
    }
}
