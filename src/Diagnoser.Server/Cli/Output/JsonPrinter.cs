using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Diagnoser.Contracts;

namespace Diagnoser.Server.Cli.Output;

/// <summary>One JSON object a line. The JSON encoder writes everything outside printable ASCII as escapes, so hostile text stays text.</summary>
internal sealed class JsonPrinter(TextWriter output) : IPrinter
{
    private readonly ArrayBufferWriter<byte> _bytes = new(4096);
    private char[] _characters = new char[4096];

    public void End(DockerEvent end, bool diagnosed) => Line(end, ContractsJson.Default.DockerEvent);

    public void Diagnosis(Diagnosis diagnosis) => Line(diagnosis, ContractsJson.Default.Diagnosis);

    public void Incident(Incident incident, IncidentChange change) => Line(incident, ContractsJson.Default.Incident);

    public void Blind(BlindWindow window) => Line(window, ContractsJson.Default.BlindWindow);

    public void Flush() => output.Flush();

    /// <summary>Writes any record as a line.</summary>
    public void Line<T>(T value, JsonTypeInfo<T> type)
    {
        _bytes.ResetWrittenCount();
        using (var writer = new Utf8JsonWriter(_bytes))
        {
            JsonSerializer.Serialize(writer, value, type);
        }

        var needed = Encoding.UTF8.GetMaxCharCount(_bytes.WrittenCount);
        if (_characters.Length < needed)
        {
            _characters = new char[needed * 2];
        }

        var length = Encoding.UTF8.GetChars(_bytes.WrittenSpan, _characters);
        _characters[length] = '\n';
        output.Write(_characters.AsSpan(0, length + 1));
    }
}
