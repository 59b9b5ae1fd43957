"""Forms of this site, and the map widget with its scripts on this site."""

from __future__ import annotations

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.contrib.gis import forms as gis_forms

from library.models import Branch


class OwnMapWidget(gis_forms.OSMWidget):
    """Django's map, with OpenLayers from this site instead of a foreign one."""

    class Media:
        extend = False
        css = {"all": ["library/ol.css", "gis/css/ol3.css"]}
        js = ["library/ol.js", "gis/js/OLMapWidget.js"]


class BranchForm(forms.ModelForm):
    """A branch, placed with a click on a map."""

    place = gis_forms.PointField(widget=OwnMapWidget)

    class Meta:
        model = Branch
        fields = ["name", "place"]

    def clean_place(self) -> str:
        """The point as text, which is what the model keeps."""
        return str(self.cleaned_data["place"].ewkt)


class BranchOnForeignMapForm(BranchForm):
    """The same with Django's own widget, which names a foreign address."""

    place = gis_forms.PointField(widget=gis_forms.OSMWidget)


class VisitForm(forms.Form):
    """A form of the site's own pages that uses a widget of the admin."""

    day = forms.DateField(widget=AdminDateWidget)
