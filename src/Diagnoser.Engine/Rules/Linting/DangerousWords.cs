namespace Diagnoser.Engine.Rules.Linting;

/// <summary>Words of commands that do more than the risk of their fix may say.</summary>
internal static class DangerousWords
{
    // Spaces stand for the border of a word; what comes first is named first.
    private static readonly string[] Words =
    [
        " docker rm -f ", " docker rm --force ", " restart docker ", " restart docker.service ", " stop docker ", " stop docker.service ", " service docker restart ",
        " prune ", " rm ", " truncate ", " kill -9 ", " kill -KILL ", " pkill ", " killall ", " reboot ", " shutdown ", " poweroff ", " mkfs", " dd ",
 " -delete ", " down -v ", " down --volumes ", " wipefs ", " fdisk ",
    ];

    // What changes a container or service, or lets it do nothing for a while.
    private static readonly string[] Changing =
    [
        .. from noun in new[] { " docker ", " docker container ", " docker compose " }
           from verb in new[] { "stop ", "kill ", "restart ", "update ", "pause ", "start ", "up " }
           select noun + verb,
        " docker service update ", " docker service scale ", " docker service rollback ", " docker network connect ", " docker network disconnect ", " systemctl restart ",
        " systemctl stop ",
    ];

    /// <summary>The first in a command that stops or deletes much; null if there is none.</summary>
    public static string? Find(string command) => Find(command, Words);

    /// <summary>The first in a command that changes anything; null if there is none.</summary>
    public static string? FindChanging(string command) => Find(command, Changing);

    private static string? Find(string command, string[] words)
    {
        var spaced = string.Create(command.Length, command, (target, source) =>
        {
            for (var i = 0; i < source.Length; i++)
            {
                target[i] = source[i] is ';' or '&' or '|' or '(' or ')' or '\n' or '\t' or '`' ? ' ' : source[i];
            }
        });
        var text = $" {string.Join(' ', spaced.Split(' ', StringSplitOptions.RemoveEmptyEntries))} ";
        return Array.Find(words, w => text.Contains(w, StringComparison.Ordinal))?.Trim();
    }
}
