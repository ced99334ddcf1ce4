using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TwilioServer.Tenants;

/// <summary>Spans as people write them: hours and minutes.</summary>
internal sealed class OpenSpanConverter : JsonConverter<OpenSpan>
{
    public override OpenSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var (start, end) = ((int?)null, (int?)null);
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("A span is an object with start and end.");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            if (name == "start")
                start = Minute(ref reader);
            else if (name == "end")
                end = Minute(ref reader);
            else
                throw new JsonException($"A span has start and end, not {name}.");
        }
        return new OpenSpan(
            start ?? throw new JsonException("A span lacks its start."),
            end ?? throw new JsonException("A span lacks its end.")
        );
    }

    public override void Write(Utf8JsonWriter writer, OpenSpan value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("start", Text(value.StartMinute));
        writer.WriteString("end", Text(value.EndMinute));
        writer.WriteEndObject();
    }

    private static string Text(int minute) =>
        string.Create(CultureInfo.InvariantCulture, $"{minute / 60:00}:{minute % 60:00}");

    private static int Minute(ref Utf8JsonReader reader)
    {
        var text = reader.TokenType == JsonTokenType.String ? reader.GetString()! : "";
        return
            text is [>= '0' and <= '2', >= '0' and <= '9', ':', >= '0' and <= '5', >= '0' and <= '9']
            && (((text[0] - '0') * 10) + text[1] - '0') * 60 + ((text[3] - '0') * 10) + text[4] - '0'
                is <= OpenSpan.MinutesOfDay
                    and var minute
            ? minute
            : throw new JsonException("A time of day is written 00:00 to 24:00.");
    }
}

/// <summary>A list of which a single element may stand without brackets, as documents of earlier releases have it.</summary>
internal sealed class OneOrManyConverter : JsonConverter<IReadOnlyList<string>>
{
    public override IReadOnlyList<string> Read(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    )
    {
        if (reader.TokenType == JsonTokenType.String)
            return [reader.GetString()!];
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException("Expected a text or a list of texts.");
        var list = new List<string>();
        while (reader.Read() && reader.TokenType == JsonTokenType.String)
            list.Add(reader.GetString()!);
        return reader.TokenType == JsonTokenType.EndArray
            ? list
            : throw new JsonException("Expected a list of texts only.");
    }

    /// <summary>A single one without brackets: the release before this one reads no list, and may still be running.</summary>
    public override void Write(Utf8JsonWriter writer, IReadOnlyList<string> value, JsonSerializerOptions options)
    {
        if (value.Count == 1)
        {
            writer.WriteStringValue(value[0]);
            return;
        }
        writer.WriteStartArray();
        foreach (var text in value)
            writer.WriteStringValue(text);
        writer.WriteEndArray();
    }
}
