using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Diagnoser.Server.Tests.Notifiers;

/// <summary>Compares a payload with the one that a person has read and approved.</summary>
internal static class Approval
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Verify(string file, byte[] payload, [CallerFilePath] string caller = "")
    {
        var received = JsonSerializer.Serialize(JsonSerializer.Deserialize<JsonElement>(payload), Readable).ReplaceLineEndings("\n") + "\n";
        var folder = Path.Combine(AppContext.BaseDirectory, "Notifiers", Path.GetFileName(Path.GetDirectoryName(caller)!), "Approved");
        var approval = Path.Combine(folder, file);
        var approved = File.Exists(approval) ? File.ReadAllText(approval).ReplaceLineEndings("\n") : "";
        if (received != approved)
        {
            _ = Directory.CreateDirectory(folder);
            var path = Path.Combine(folder, file + ".received");
            File.WriteAllText(path, received);
            Assert.Fail($"{file} differs; if that is meant, approve {path} by copying it over Approved/{file}:\n{received}");
        }
    }
}
