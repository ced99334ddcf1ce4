namespace LoadGenerator.Http;

/// <summary>What is kept of an answer. Status 0: there was none.</summary>
internal readonly record struct Answer(int Status, bool IsTwiml, int Bytes)
{
    public bool IsGood => Status is >= 200 and < 300 && IsTwiml;
}
