"""The reader as a KServe predictor: `python -m services.inference.predictor`. The one folder that imports kserve.

Speaks the Open Inference Protocol. Images go in as BYTES (base64 of PNG, JPEG or TIFF over REST); readings come out
as BYTES, one JSON object (schemas.readings.Reading) per image. Without parameters the shipped base reads; with
`version` and `weights` (a BlobRef as JSON) any model in the object store does.
"""
